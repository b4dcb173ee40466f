// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Testing

struct ConcealedTextTests {
    @Test
    func `no description of a call shows the value in it`() {
        let parameters = SecretsInterface.PutSecretValue.Parameters(
            instanceId: "a",
            name: "b",
            value: ConcealedText("aHVudGVyMg==")
        )
        var dumped = ""
        dump(parameters, to: &dumped)
        for text in ["\(parameters)", String(reflecting: parameters), dumped] { #expect(!text.contains("aHVudGVyMg")) }
    }

    @Test(arguments: [[], [0], [0, 255, 10], Array(0...255)] as [[UInt8]])
    func `bytes survive base64`(bytes: [UInt8]) {
        #expect(ConcealedText(base64Of: bytes).base64Bytes == bytes)
    }

    @Test(arguments: ["a", "====", "aHVudGVyMg", "aHVu dGVyMg==", "-_8="])
    func `what is no base64 is refused`(text: String) {
        #expect(ConcealedText(text).base64Bytes == nil)
    }
}
