// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

/// A reply as it came, decoded only where it is rendered.
struct Answer<Method: VarlinkMethod> {
    /// One JSON object, unchanged.
    let json: [UInt8]

    /// The reply as a value; throws `VarlinkClientError` where it has another shape.
    func reply() throws(VarlinkClientError) -> Method.Reply {
        do {
            return try JSONObject.decode(Method.Reply.self, from: json)
        } catch {
            throw .protocolViolation(reason: "the reply of \(Method.name) has another shape.")
        }
    }
}
