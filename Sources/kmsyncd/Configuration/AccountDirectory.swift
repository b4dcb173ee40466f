// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// Finds the numbers of users and groups by their names.
struct AccountDirectory: Sendable {
    /// What a name may name.
    enum Kind: String, Sendable {
        /// A user.
        case user
        /// A group.
        case group
    }

    /// The accounts of the system could not be read.
    struct Failure: Error, CustomStringConvertible {
        /// Whom it was about.
        let name: String
        /// What.
        let kind: Kind
        /// The errno value.
        let code: Int32

        /// One sentence.
        var description: String {
            "The \(kind.rawValue) '\(name)' could not be looked up (\(String(cString: strerror(code)))): repeat it."
        }
    }

    /// Asks for a name; nil: nobody has it.
    private let find: @Sendable (String, Kind) throws(Failure) -> UInt32?

    /// Asks `find` for names.
    init(find: @escaping @Sendable (String, Kind) throws(Failure) -> UInt32?) { self.find = find }

    /// The number that a name has, or that its digits are; nil: nobody has the name.
    func number(of name: String, _ kind: Kind) throws(Failure) -> UInt32? {
        if !name.isEmpty, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            // The greatest number stands for "no one" in the system's calls.
            return UInt32(name).flatMap { $0 == .max ? nil : $0 }
        }
        return name.utf8.contains(0) ? nil : try find(name, kind)
    }

    /// The users and groups of this system, by getpwnam_r(3) and getgrnam_r(3).
    static let system = AccountDirectory { name, kind throws(Failure) in
        switch kind {
        case .user:
            try entry(name, kind, passwd()) { getpwnam_r(name, $0, $1, $2, $3) }?.pw_uid
        case .group:
            try entry(name, kind, group()) { getgrnam_r(name, $0, $1, $2, $3) }?.gr_gid
        }
    }

    /// Where the fields of an entry lie while it is looked up: a group with very many members takes long ones.
    private static let bufferSizes = [4096, 65_536, 1_048_576, 16_777_216]

    private static func entry<Entry>(
        _ name: String,
        _ kind: Kind,
        _ empty: Entry,
        _ ask: (
            UnsafeMutablePointer<Entry>, UnsafeMutablePointer<CChar>, Int,
            UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
        ) -> Int32
    ) throws(Failure) -> Entry? {
        var code: Int32 = ERANGE
        for size in bufferSizes {
            var entry = empty
            var found: UnsafeMutablePointer<Entry>?
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { buffer.deallocate() }
            repeat { code = ask(&entry, buffer, size, &found) } while code == EINTR
            switch code {
            case 0: return found == nil ? nil : entry
            case ENOENT, ESRCH: return nil
            case ERANGE: continue
            case _: throw Failure(name: name, kind: kind, code: code)
            }
        }
        throw Failure(name: name, kind: kind, code: code)
    }
}
