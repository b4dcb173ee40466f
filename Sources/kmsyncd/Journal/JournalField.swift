// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// The fields of journal entries.
enum JournalField {
    private static let prefix = "KMSYNC_"

    /// The field of a metadata key: `instance` is `KMSYNC_INSTANCE`; what no field can be called is left out.
    static func name(of key: String) -> String? {
        var name = prefix
        for byte in key.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): name.unicodeScalars.append(Unicode.Scalar(byte - 0x20))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): name.append("_")
            case _: return nil
            }
        }
        return name == prefix ? nil : name
    }
}
