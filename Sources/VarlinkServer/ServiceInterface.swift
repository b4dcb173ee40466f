// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

/// The interface `org.varlink.service`, which every service serves; https://varlink.org/Service.
enum ServiceInterface {
    /// Its description.
    static let description = InterfaceDescription(
        name: VarlinkError.serviceInterface,
        text: """
            # The Varlink Service Interface is provided by every varlink service. It
            # describes the service and the interfaces it implements.
            interface org.varlink.service

            # Get a list of all the interfaces a service provides and information
            # about the implementation.
            method GetInfo() -> (
              vendor: string,
              product: string,
              version: string,
              url: string,
              interfaces: []string
            )

            # Get the description of an interface that is implemented by this service.
            method GetInterfaceDescription(interface: string) -> (description: string)

            # The requested interface was not found.
            error InterfaceNotFound (interface: string)

            # The requested method was not found
            error MethodNotFound (method: string)

            # The interface defines the requested method, but the service does not
            # implement it.
            error MethodNotImplemented (method: string)

            # One of the passed parameters is invalid.
            error InvalidParameter (parameter: string)

            # Client is denied access
            error PermissionDenied ()

            # Method is expected to be called with 'more' set to true, but wasn't
            error ExpectedMore ()

            """
    )

    private struct Info: Codable, Sendable {
        let vendor: String
        let product: String
        let version: String
        let url: String
        let interfaces: [String]
    }

    private struct Wanted: Codable, Sendable {
        let interface: String
    }

    /// Its handlers; `interfaces` are all that the service serves, in the order in which they are listed.
    static func handlers(service: ServiceInformation, interfaces: [InterfaceDescription]) -> [String: Handler] {
        let info = Info(
            vendor: service.vendor,
            product: service.product,
            version: service.version,
            url: service.url,
            interfaces: interfaces.map(\.name)
        )
        let texts = Dictionary(uniqueKeysWithValues: interfaces.map { ($0.name, $0.text) })
        return [
            "org.varlink.service.GetInfo": Handler { _, responder in
                responder.reply(info)
            },
            "org.varlink.service.GetInterfaceDescription": Handler { call, responder in
                do {
                    let name = try call.parameters(as: Wanted.self).interface
                    guard let text = texts[name] else {
                        throw VarlinkError.interfaceNotFound(name)
                    }
                    responder.reply(["description": text])
                } catch let error as VarlinkError {
                    responder.fail(error)
                } catch {
                    responder.fail(.invalidParameter("interface"))
                }
            },
        ]
    }
}
