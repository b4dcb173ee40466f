// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

extension MonitorInterface {
    /// Something that happened.
    package struct Event: Codable, Sendable, Equatable {
        /// +1 for every event of this daemon's run; a gap means that events were missed.
        package var number: Int
        /// When, RFC 3339, UTC.
        package var at: String
        /// What happened: the name of a `MonitorEvent.Kind` of the model.
        package var event: String
        /// The instance that holds it.
        package var instanceId: String?
        /// The replica.
        package var replicaInstanceId: String?
        /// `key/KEYID` or `secret/NAME`.
        package var resourceId: String?
        /// The stable code of the cause.
        package var failureCode: String?
        /// One sentence for a person; never contains a value.
        package var message: String

        /// Puts the parts together.
        package init(
            number: Int,
            at: String,
            event: String,
            instanceId: String? = nil,
            replicaInstanceId: String? = nil,
            resourceId: String? = nil,
            failureCode: String? = nil,
            message: String
        ) {
            self.number = number
            self.at = at
            self.event = event
            self.instanceId = instanceId
            self.replicaInstanceId = replicaInstanceId
            self.resourceId = resourceId
            self.failureCode = failureCode
            self.message = message
        }
    }
}
