// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// A method of an interface, as a type: what goes in, what comes back, and under which name.
///
/// Both sides of a connection share the type, so that they cannot disagree.
package protocol VarlinkMethod {
    /// The `parameters` object of a call.
    associatedtype Parameters: Codable & Sendable

    /// The `parameters` object of a reply.
    associatedtype Reply: Codable & Sendable

    /// The qualified name, for example `org.varlink.service.GetInfo`.
    static var name: String { get }
}
