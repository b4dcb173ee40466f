// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension DaemonInterface {
    /// The file of an instance.
    package struct InstanceFile: Codable, Sendable, Equatable {
        /// The instance.
        package var instanceId: String
        /// Bytes of the file proper.
        package var bytes: Int
        /// Bytes that are not in the file proper yet.
        package var walBytes: Int
        /// Why the instance cannot be used, in one sentence; nil: it can.
        package var fault: String?

        /// Puts the parts together.
        package init(instanceId: String, bytes: Int, walBytes: Int, fault: String? = nil) {
            self.instanceId = instanceId
            self.bytes = bytes
            self.walBytes = walBytes
            self.fault = fault
        }
    }
}
