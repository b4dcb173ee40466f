// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What happened, line by line; and a number over all of it that two runs can be compared by.
package struct Trace {
    /// Kinds of lines.
    enum Kind: UInt8 {
        case change, commit, crash, start, fault, calm, push, answer, apply, greet, heartbeat, progress, alarm, announce
        case follow, freeze, operate, violation
    }

    /// A hash of every line so far (FNV-1a, 64 bits), whether lines are kept or not.
    package private(set) var fingerprint: UInt64 = 0xcbf2_9ce4_8422_2325
    /// Takes a line; nil: lines are not made.
    var write: ((String) -> Void)?
    /// Microseconds since the run began.
    var time: Int64 = 0

    init(write: ((String) -> Void)?) { self.write = write }

    /// Notes that something happened at a place; `numbers` and `name` tell it from others of its kind.
    mutating func note(_ kind: Kind, _ name: String, _ numbers: Int64..., text: () -> String) {
        mix(UInt64(kind.rawValue))
        mix(UInt64(bitPattern: time))
        for byte in name.utf8 { mix(UInt64(byte)) }
        for number in numbers { mix(UInt64(bitPattern: number)) }
        guard let write else { return }
        let told = ([name, "\(kind)"] + numbers.map(String.init) + [text()]).filter { !$0.isEmpty }
        write("\(Self.seconds(time)) \(told.joined(separator: " "))")
    }

    private mutating func mix(_ number: UInt64) { fingerprint = (fingerprint ^ number) &* 0x100_0000_01b3 }

    /// Microseconds as seconds with six places.
    static func seconds(_ time: Int64) -> String {
        let fraction = String(time % 1_000_000)
        return "\(time / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
    }
}
