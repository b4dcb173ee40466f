// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// Reads who holds a lock of flock(2), without taking it; proc_locks(5).
enum LockTable {
    /// The process that holds a lock on the file; 0: one of another namespace; nil: none does.
    static func holder(of file: stat) -> Int? {
        // ignoring: without the table nothing can be told of the lock.
        guard let table = try? InputBytes.read("/proc/locks", limit: 16 << 20, what: "The table") else { return nil }
        return holder(of: file, in: String(decoding: table, as: UTF8.self))
    }

    static func holder(of file: stat, in table: String) -> Int? {
        let place = "\(hexadecimal(major(file.st_dev))):\(hexadecimal(minor(file.st_dev))):\(file.st_ino)"
        for line in table.split(separator: "\n") {
            // `1: FLOCK  ADVISORY  WRITE 4711 fe:01:12345 0 EOF`; one that waits has `->` before the kind.
            let fields = line.split(separator: " ")
            guard fields.count >= 6, fields[1] == "FLOCK", fields[5] == place else { continue }
            return max(0, Int(fields[4]) ?? 0)
        }
        return nil
    }

    private static func hexadecimal(_ number: UInt) -> String {
        let digits = String(number, radix: 16)
        return digits.count < 2 ? "0\(digits)" : digits
    }

    /// makedev(3).
    private static func major(_ device: dev_t) -> UInt { (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF }
    private static func minor(_ device: dev_t) -> UInt { device & 0xFF | (device >> 12) & ~0xFF }
}
