// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncEngine
package import SyncModel

/// What the rooms know at one moment, from which gauges are made.
package struct SyncSnapshot: Sendable {
    /// An instance's file.
    package struct File: Sendable {
        /// The instance.
        package var id: InstanceID
        /// Bytes of the file proper.
        package var bytes: Int
        /// Bytes of its write-ahead log.
        package var logBytes: Int
        /// Whether it is open.
        package var isUsable: Bool

        /// Puts the parts together.
        package init(id: InstanceID, bytes: Int, logBytes: Int, isUsable: Bool) {
            self.id = id
            self.bytes = bytes
            self.logBytes = logBytes
            self.isUsable = isUsable
        }
    }

    /// The associations that are not over, of every primary that could be read.
    package private(set) var associations: [AssociationView] = []
    /// Primaries that could not be read.
    package var unreadPrimaries: Set<InstanceID> = []
    /// The instances that could be read.
    package var instances: [Instance] = []
    /// The files of all instances.
    package var files: [File]
    /// Connections of the control socket.
    package var connections: Int
    /// Version of the program.
    package var version: String
    /// Version of SQLite.
    package var sqliteVersion: String

    /// Begins with what is known without reading any file.
    package init(files: [File], connections: Int, version: String, sqliteVersion: String) {
        self.files = files
        self.connections = connections
        self.version = version
        self.sqliteVersion = sqliteVersion
    }

    /// Adds associations, apart from those that are over.
    package mutating func add(_ associations: [AssociationView]) {
        self.associations += associations.filter { $0.state != .disassociated }
    }
}
