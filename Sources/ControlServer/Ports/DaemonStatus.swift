// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import ControlAPI
package import SyncModel

/// How the daemon is, apart from what it holds and replicates.
package struct DaemonStatus: Sendable {
    /// Its version.
    package var version: String
    /// Where it is in its life.
    package var state: DaemonInterface.DaemonState
    /// Its process.
    package var processID: Int32
    /// When it was started.
    package var startedAt: Timestamp
    /// Connections to the control socket.
    package var connections: Int
    /// Of the library that the files are read with.
    package var sqliteVersion: String
    /// Where the files are.
    package var stateDirectory: String
    /// The file that is read, whether it is there or not.
    package var configurationFile: String
    /// The files of the instances, sorted by id.
    package var files: [DaemonInterface.InstanceFile]

    /// Puts the parts together.
    package init(
        version: String,
        state: DaemonInterface.DaemonState,
        processID: Int32,
        startedAt: Timestamp,
        connections: Int,
        sqliteVersion: String,
        stateDirectory: String,
        configurationFile: String,
        files: [DaemonInterface.InstanceFile]
    ) {
        self.version = version
        self.state = state
        self.processID = processID
        self.startedAt = startedAt
        self.connections = connections
        self.sqliteVersion = sqliteVersion
        self.stateDirectory = stateDirectory
        self.configurationFile = configurationFile
        self.files = files
    }
}
