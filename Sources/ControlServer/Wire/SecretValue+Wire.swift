// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import KeyManagement
import SyncModel

extension ConcealedText {
    /// A secret's value: too long a one is refused by the error that the contract has for it, before it is decoded.
    func secretValue() throws -> Material {
        guard text.utf8.count <= Base64.length(of: WireLimit.secretValue) else {
            throw Refusal.valueTooLarge(limit: WireLimit.secretValue)
        }
        let material = try material(field: "value", limit: WireLimit.secretValue + 2)
        try ValueRule.check(material)
        return material
    }
}
