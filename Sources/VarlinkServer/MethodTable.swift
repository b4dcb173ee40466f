// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

/// Which handler serves a call, or why none does.
struct MethodTable: Sendable {
    /// What becomes of a call.
    enum Target: Sendable {
        case handler(Handler)
        case failure(VarlinkError)
    }

    private struct Entry: Sendable {
        let interface: InterfaceDescription
        let method: InterfaceDescription.Method
        let handler: Handler?
    }

    private let entries: [String: Entry]
    private let interfaces: Set<String>

    /// Traps when a handler's method stands in none of the descriptions: it could never be called.
    init(service: ServiceInformation, interfaces: [InterfaceDescription], handlers: [String: Handler]) {
        let all = [ServiceInterface.description] + interfaces
        let own = ServiceInterface.handlers(service: service, interfaces: all)
        var entries: [String: Entry] = [:]
        for interface in all {
            for method in interface.methods.values {
                let name = "\(interface.name).\(method.name)"
                precondition(entries[name] == nil, "the interface \(interface.name) is described twice")
                entries[name] = Entry(interface: interface, method: method, handler: own[name] ?? handlers[name])
            }
        }
        for name in handlers.keys {
            precondition(entries[name] != nil, "the method \(name) stands in no interface description")
        }
        self.entries = entries
        self.interfaces = Set(all.map(\.name))
    }

    /// Finds the handler and checks the parameters against the interface's description.
    func target(of call: VarlinkCall) -> Target {
        guard let entry = entries[call.method] else {
            return interfaces.contains(call.interface)
                ? .failure(.methodNotFound(call.method)) : .failure(.interfaceNotFound(call.interface))
        }
        // No method of ours leaves the protocol.
        guard let handler = entry.handler, !call.upgrade else {
            return .failure(.methodNotImplemented(call.method))
        }
        do {
            try entry.interface.check(parameters: call.parameters, of: entry.method)
        } catch {
            return .failure(error)
        }
        return .handler(handler)
    }
}
