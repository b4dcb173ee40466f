// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Varlink

/// Bytes that go to standard output: raw, or as a line of base64.
enum BinaryResult {
    static func write(_ text: ConcealedText, base64: Bool) throws(VarlinkClientError) {
        if base64 { return StandardOutput.write("\(printable(text.text))\n") }
        guard let bytes = text.base64Bytes else { throw .protocolViolation(reason: "a result is not base64.") }
        StandardOutput.write(bytes)
    }
}
