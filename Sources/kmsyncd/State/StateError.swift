// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Why the daemon cannot use its state directory or its master keys.
enum StateError: Error, Equatable, Sendable {
    /// The directory above is not there.
    case parentMissing(path: String)
    /// Something else has the path.
    case notADirectory(path: String)
    /// The directory, or what is in it, cannot be written.
    case notWritable(path: String, SystemFault)
    /// Another daemon works on it, where known with this process number.
    case locked(path: String, processID: Int32?)
    /// A call of the system failed.
    case failed(action: String, SystemFault)
    /// The credentials could not be read.
    case credentials(reason: String)
    /// The configuration asks for a credential and there is none.
    case credentialMissing
    /// What should be a master key is none.
    case malformedMasterKey(origin: String)
    /// Too many master keys are offered.
    case tooManyMasterKeys(limit: Int)
    /// The file of the master key may be read by others, or is not ours.
    case unsafeMasterKeyFile(path: String, reason: String)
    /// No master key that is offered opens the instances; `wanted` names the one that would.
    case noFittingMasterKey(wanted: String?, offered: [String])
    /// No random bytes for a new master key.
    case masterKeyNotMade

    /// What the daemon ends with.
    var exitStatus: ExitStatus {
        switch self {
        case .locked: .stateDirectoryLocked
        case .masterKeyNotMade: .internalError
        case .parentMissing, .notADirectory, .notWritable, .failed, .credentials, .credentialMissing,
            .malformedMasterKey, .tooManyMasterKeys, .unsafeMasterKeyFile, .noFittingMasterKey:
            .badConfiguration
        }
    }
}

extension StateError: CustomStringConvertible {
    /// One sentence that says what to do; never a part of a key.
    var description: String {
        switch self {
        case .parentMissing(let path):
            "The state directory \(path) cannot be made: create the directory above it, or give another one."
        case .notADirectory(let path):
            "\(path) is no directory: remove it, or give another state directory."
        case .notWritable(let path, let fault):
            "\(path) cannot be written (\(fault)): correct its owner and mode, or mount it for writing."
        case .locked(let path, let processID):
            "The state directory \(path) is in use by another daemon"
                + (processID.map { " (pid \($0))" } ?? "") + ": stop that one, or give another directory."
        case .failed(let action, let fault):
            "\(action): \(fault)."
        case .credentials(let reason):
            reason
        case .credentialMissing:
            "masterKey.requireCredential is set and there is no credential master-key*:"
                + " 'kmsync-master-key list' shows those of this host, 'systemctl cat kmsyncd' what the unit loads."
        case .malformedMasterKey(let origin):
            "\(origin) is no master key: it has to be 32 bytes, or 64 hexadecimal digits or base64 of 32 bytes."
        case .tooManyMasterKeys(let limit):
            "More than \(limit) master keys are offered: keep the newest, and those that instances still need."
        case .unsafeMasterKeyFile(let path, let reason):
            "The master key \(path) is refused (\(reason)): make it a plain file of the daemon's user with mode 0600."
        case .noFittingMasterKey(let wanted, let offered):
            "No fitting master key: "
                + (wanted.map { "master key \($0) is wanted" } ?? "the instances were made under one")
                + ", offered " + (offered.isEmpty ? "is none" : "are only \(offered.joined(separator: ", "))")
                + ": import a copy of it by 'kmsync-master-key import', or put its file back."
                + " 'kmsync-master-key list' shows those of this host."
        case .masterKeyNotMade:
            "The system gave no random bytes for a master key: repeat it."
        }
    }
}
