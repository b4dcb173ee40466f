// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

// The errors of org.varlink.service; https://varlink.org/Service.

extension VarlinkError {
    /// The interface that every service implements.
    package static let serviceInterface = "org.varlink.service"

    /// The requested interface was not found.
    package static func interfaceNotFound(_ interface: String) -> VarlinkError {
        VarlinkError(name: "org.varlink.service.InterfaceNotFound", parameters: ["interface": interface])
    }

    /// The requested method was not found in its interface; `method` is the qualified name.
    package static func methodNotFound(_ method: String) -> VarlinkError {
        VarlinkError(name: "org.varlink.service.MethodNotFound", parameters: ["method": method])
    }

    /// The interface has the method, but this service does not implement it; `method` is the qualified name.
    package static func methodNotImplemented(_ method: String) -> VarlinkError {
        VarlinkError(name: "org.varlink.service.MethodNotImplemented", parameters: ["method": method])
    }

    /// A parameter is unknown, missing or of the wrong type; `parameter` may be a path, such as `fault.lossRatio`.
    package static func invalidParameter(_ parameter: String) -> VarlinkError {
        VarlinkError(name: invalidParameterName, parameters: ["parameter": parameter])
    }

    /// The peer is not allowed to do this.
    package static let permissionDenied = VarlinkError(name: "org.varlink.service.PermissionDenied")

    /// The method answers more than once, and must be called with `more`.
    package static let expectedMore = VarlinkError(name: "org.varlink.service.ExpectedMore")

    /// What `DecodingError` says about parameters, as the error of the protocol.
    package static func invalidParameter(_ error: DecodingError) -> VarlinkError {
        switch error {
        case .keyNotFound(let key, let context):
            return .invalidParameter(path(context.codingPath + [key]))
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            return .invalidParameter(path(context.codingPath))
        @unknown default:
            return .invalidParameter("")
        }
    }

    /// The name of the error that `invalidParameter` makes.
    package static let invalidParameterName = "org.varlink.service.InvalidParameter"

    private static func path(_ keys: [any CodingKey]) -> String {
        var path = ""
        for key in keys {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return path
    }
}
