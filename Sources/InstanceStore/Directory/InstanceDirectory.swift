// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import FoundationEssentials
package import KeyVault
package import SyncModel
import Synchronization

/// The files of all instances of this daemon: one SQLite file each, `ID.sqlite`, opened for as long as it is there.
package final class InstanceDirectory: Sendable {
    /// An instance as this daemon has it.
    package enum Slot: Sendable {
        /// Its file is open.
        case open(InstanceFile)
        /// Its file is there and cannot be used; the others serve all the same.
        case unusable(StoreError)
    }

    static let suffix = ".sqlite"

    let path: String
    let masterKeys: MasterKeyRing
    private let host: FileHost
    private let closed: @Sendable (InstanceDirectory, InstanceID, StoreError) -> Void
    private let slots = Mutex<[InstanceID: Slot]>([:])
    private let isClosing = Mutex(false)

    /// Looks after the files in a directory that exists.
    ///
    /// `closed` is told of a file that was closed alone, because its disk failed, or that a release left closed: it is
    /// `reopen`'s to open it again.
    package init(
        path: String,
        masterKeys: MasterKeyRing,
        host: FileHost,
        closed: @escaping @Sendable (InstanceDirectory, InstanceID, StoreError) -> Void = { _, _, _ in }
    ) {
        self.path = path
        self.masterKeys = masterKeys
        self.host = host
        self.closed = closed
    }

    /// Opens every instance that is there; one that is damaged or newer is left alone and told of.
    ///
    /// `opening` is told of each before it is opened, which may take long. Throws `VaultError.wrongMasterKey` where a file
    /// needs a master key that is not offered: nothing may be served then.
    package func open(opening: (InstanceID) -> Void = { _ in }) throws -> [(InstanceID, StoreError)] {
        var unusable: [(InstanceID, StoreError)] = []
        for name in try names() {
            guard let id = try Self.id(of: name) else {
                try removeLeftover(name)
                continue
            }
            do {
                opening(id)
                try openFile(id)
            } catch let error as StoreError {
                slots.withLock { $0[id] = .unusable(error) }
                unusable.append((id, error))
            }
        }
        return unusable
    }

    /// Opens the file of an instance that this daemon has and cannot use; nil where it has none such, or is closing.
    ///
    /// Throws `StoreError`: then it stays as it was.
    package func reopen(_ id: InstanceID) throws -> InstanceFile? {
        guard case .unusable = slot(id), !isClosing.withLock({ $0 }) else { return nil }
        do {
            // SQLite would make what is not there.
            guard FileSystem.exists(path(of: id)) else { throw StoreError.failed(detail: "\(path(of: id)) is gone") }
            return try openFile(id)
        } catch VaultError.wrongMasterKey(let wanted, _) {
            throw StoreError.damaged(reason: "it is of master key \(wanted) now, which is not on offer")
        }
    }

    /// Whether any instance is there, opened or not.
    package static func holdsInstances(_ path: String) -> Bool {
        // ignoring: a directory that cannot be read holds nothing that could be opened either.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.contains { $0.hasSuffix(suffix) }
    }

    /// The id of the master key that the first readable instance was made under.
    package static func wantedMasterKey(_ path: String) -> String? {
        // ignoring: the id only helps a person to find the key; that one is wanted is known without it.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names.sorted() where name.hasSuffix(suffix) {
            if let id = InstanceFile.masterKeyID(path: "\(path)/\(name)") { return id }
        }
        return nil
    }

    /// How many instances are there and cannot be used.
    package var unusableCount: Int {
        slots.withLock { slots in
            slots.values.count { slot in
                switch slot {
                case .open: false
                case .unusable: true
                }
            }
        }
    }

    /// The instance as this daemon has it; nil: there is none of this id.
    package func slot(_ id: InstanceID) -> Slot? { slots.withLock { $0[id] } }

    /// The open file of an instance.
    package func file(_ id: InstanceID) -> InstanceFile? {
        guard case .open(let file) = slot(id) else { return nil }
        return file
    }

    /// Every instance, sorted by id.
    package func ids() -> [InstanceID] { slots.withLock { $0.keys.sorted() } }

    /// Every open file, sorted by id.
    package func files() -> [InstanceFile] { ids().compactMap(file) }

    /// Closes every file once its waiting writes are done, and calls back.
    ///
    /// `progressed` is told how many are left whenever one is closed.
    package func close(
        progressed: @escaping @Sendable (Int) -> Void = { _ in },
        completion: @escaping @Sendable () -> Void
    ) {
        isClosing.withLock { $0 = true }
        let files = files()
        let outstanding = Outstanding(files.count, progressed: progressed, completion)
        for file in files { file.close { outstanding.finishOne() } }
    }

    func path(of id: InstanceID) -> String { "\(path)/\(id)\(Self.suffix)" }

    /// Takes an id, so that nobody else creates it; false: it is taken.
    func insert(_ slot: Slot, as id: InstanceID) -> Bool {
        slots.withLock { slots in
            guard slots[id] == nil else { return false }
            slots[id] = slot
            return true
        }
    }

    func replace(_ slot: Slot?, at id: InstanceID) { slots.withLock { $0[id] = slot } }

    /// Opens the file of an instance and serves it from now on.
    @discardableResult
    func openFile(_ id: InstanceID) throws -> InstanceFile {
        let host = FileHost(
            clock: host.clock,
            diskFailed: { [weak self] id, error in self?.diskFailed(id, error) },
            opened: host.opened,
            rewrapped: host.rewrapped,
            spaceChanged: host.spaceChanged,
            wrote: host.wrote
        )
        let file = try InstanceFile.open(path: path(of: id), masterKeys: masterKeys, host: host)
        guard file.id == id else {
            throw StoreError.damaged(reason: "it holds the instance \(file.id) under another name")
        }
        replace(.open(file), at: id)
        return file
    }

    /// The time by the clock of the host.
    var now: Timestamp { host.clock() }

    /// Tells of a file that is closed and should be opened again.
    func tellClosed(_ id: InstanceID, _ error: StoreError) {
        replace(.unusable(error), at: id)
        closed(self, id, error)
    }

    /// Judges a failed disk by what stands on it.
    ///
    /// What callers change is acknowledged by its own file alone: that is for the host to judge. A file that only follows
    /// another is closed by itself: its primary has everything, and asks it what it holds when it is open again.
    private func diskFailed(_ id: InstanceID, _ error: StoreError) {
        guard case .open(let file) = slot(id) else { return }  // It is being released, and nobody needs it any more.
        guard file.isFollower else { return host.diskFailed(id, error) }
        replace(.unusable(error), at: id)
        file.close { [weak self] in self?.tellClosed(id, error) }
    }

    private func names() throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw StoreError.failed(detail: "read the directory \(path)")
        }
    }

    private static func id(of name: String) throws -> InstanceID? {
        guard name.hasSuffix(suffix) else { return nil }
        do {
            return try InstanceID(String(name.dropLast(suffix.count)))
        } catch {
            // ignoring: a file that somebody else put here is not ours to open.
            return nil
        }
    }

    /// What a crash left of a creation or a release that was not finished.
    private func removeLeftover(_ name: String) throws {
        for leftover in [Self.suffix + ".new", Self.suffix + ".released"] where name.hasSuffix(leftover) {
            try FileSystem.removeDatabase("\(path)/\(name)")
            let released = "\(path)/\(name.dropLast(leftover.utf8.count - Self.suffix.utf8.count))"
            // An instance of the same name may have been made since: then the log is that one's.
            if !FileSystem.exists(released) { try FileSystem.removeLog(released) }
        }
    }
}

/// Counts down, and calls back at zero; at once where there is nothing to count.
private final class Outstanding: Sendable {
    private let left: Mutex<Int>
    private let progressed: @Sendable (Int) -> Void
    private let completion: @Sendable () -> Void

    init(_ count: Int, progressed: @escaping @Sendable (Int) -> Void, _ completion: @escaping @Sendable () -> Void) {
        left = Mutex(count)
        self.progressed = progressed
        self.completion = completion
        if count == 0 { completion() }
    }

    func finishOne() {
        let left = left.withLock { left in
            left -= 1
            return left
        }
        if left == 0 { completion() } else { progressed(left) }
    }
}
