// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension DaemonInterface {
    /// How many resources have each synchronization status, over all replicas.
    package typealias StatusCounts = SynchronizationInterface.StatusCounts

    /// The state of the daemon and of all replicas, in numbers.
    package struct Status: Codable, Sendable, Equatable {
        /// Of the program.
        package var version: String
        /// What the daemon is doing.
        package var state: DaemonState
        /// The process id.
        package var pid: Int
        /// RFC 3339, UTC.
        package var startedAt: String
        /// Instances of this daemon.
        package var instances: Int
        /// Associations that are not over.
        package var associations: Int
        /// Resources of all instances.
        package var resources: Int
        /// How many resources have each status.
        package var counts: StatusCounts
        /// Worst of the replicas; null when unknown.
        package var lagSeconds: Double?
        /// Open connections of clients.
        package var connections: Int
        /// What the caller may do: viewer, operator or administrator.
        package var callerRole: String?
        /// The daemon's wall clock, RFC 3339, UTC.
        package var time: String?
        /// Of the library that the files are read with.
        package var sqliteVersion: String?
        /// Where the files are.
        package var stateDirectory: String?
        /// The file that is read, whether it is there or not.
        package var configurationFile: String?
        /// The files of the instances, sorted by id.
        package var files: [InstanceFile]?

        /// Puts the parts together.
        package init(
            version: String,
            state: DaemonState,
            pid: Int,
            startedAt: String,
            instances: Int,
            associations: Int,
            resources: Int,
            counts: StatusCounts,
            lagSeconds: Double? = nil,
            connections: Int,
            callerRole: String? = nil,
            time: String? = nil,
            sqliteVersion: String? = nil,
            stateDirectory: String? = nil,
            configurationFile: String? = nil,
            files: [InstanceFile]? = nil
        ) {
            self.version = version
            self.state = state
            self.pid = pid
            self.startedAt = startedAt
            self.instances = instances
            self.associations = associations
            self.resources = resources
            self.counts = counts
            self.lagSeconds = lagSeconds
            self.connections = connections
            self.callerRole = callerRole
            self.time = time
            self.sqliteVersion = sqliteVersion
            self.stateDirectory = stateDirectory
            self.configurationFile = configurationFile
            self.files = files
        }
    }
}
