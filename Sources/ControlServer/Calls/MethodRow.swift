// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel
import Varlink
import VarlinkServer

/// A method, what it asks of its caller, and with what it may overlap.
struct MethodRow: Sendable {
    /// The qualified name.
    let name: String
    /// What is asked of the caller.
    let access: RequiredAccess
    /// With what a call may overlap.
    let lane: LaneRule
    /// It only reads.
    let changesNothing: Bool

    /// What of its calls is recorded.
    var audit: AuditScope { access.usesMaterial ? .use : changesNothing ? .nothing : .change }

    private let run: @Sendable (MethodRow, IncomingCall, any Answering, ControlServices) -> Void

    /// A row for the method.
    init<Method: ServedMethod>(_ method: Method.Type, _ access: RequiredAccess, lane: LaneRule = .exclusive) {
        name = Method.name
        self.access = access
        self.lane = lane
        changesNothing = method is any ReadingMethod.Type
        run = { row, call, answer, services in row.run(method, call, answer, services) }
    }

    /// Checks the caller, then serves the call.
    func serve(_ call: IncomingCall, _ answer: any Answering, _ services: ControlServices) {
        run(self, call, answer, services)
    }

    /// The handler for a server.
    func handler(_ services: ControlServices) -> Handler {
        Handler(
            changesNothing: changesNothing,
            lane: { lane.lane(of: $0.parameters) },
            handle: { serve(IncomingCall($0), $1, services) }
        )
    }

    private func run<Method: ServedMethod>(
        _ method: Method.Type,
        _ incoming: IncomingCall,
        _ answer: any Answering,
        _ services: ControlServices
    ) {
        guard let permit = services.access.current.permit(access, to: incoming.peer) else {
            return deny(method, incoming, answer, services)
        }
        let parameters: Method.Parameters
        do {
            parameters = try incoming.parameters(as: Method.Parameters.self)
        } catch {
            return answer.fail(error)
        }
        let call = ControlCall<Method>(
            incoming,
            access: access,
            audit: audit,
            permit: permit,
            subject: Method.subject(of: parameters),
            services: services,
            answer: answer
        )
        do {
            try Method.serve(parameters, call)
        } catch {
            call.fail(error)
        }
    }

    private func deny<Method: ServedMethod>(
        _ method: Method.Type,
        _ incoming: IncomingCall,
        _ answer: any Answering,
        _ services: ControlServices
    ) {
        // ignoring: what is wrong with the parameters; the caller may not even ask.
        let subject = (try? incoming.parameters(as: Method.Parameters.self)).map(Method.subject) ?? .daemon
        services.audit.record(
            AuditEntry(
                peer: incoming.peer,
                method: name,
                instanceID: subject.instanceID,
                replicaID: subject.replicaID,
                resource: subject.resourceName,
                outcome: .denied(required: access.role)
            )
        )
        answer.fail(ControlError.permissionDenied(required: access.role.rawValue).varlinkError)
    }
}
