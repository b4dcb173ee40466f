// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncModel

/// What becomes of the daemon itself, and of its files.
enum DaemonTransition: Sendable {
    /// It serves; `socket` says where callers come in, and who made the socket.
    case started(version: String, instances: Int, socket: String)
    /// It stops, and finishes what is under way.
    case stopping
    /// Calls were still open when the time for them was over.
    case callsCutOff
    /// A second signal: it does not wait.
    case stoppedAtOnce
    /// It does not start; the reason is a sentence.
    case startRefused(reason: String)
    /// Another configuration is in force.
    case reloaded(file: String)
    /// The configuration stays as it was.
    case reloadRefused(ConfigurationError)
    /// A master key was made.
    case masterKeyMade(file: String)
    /// A start wrapped an instance's root key under another master key, by their ids: a rotation took effect.
    case rootKeyRewrapped(InstanceID, from: String, to: String)
    /// An instance's file cannot be used.
    case instanceUnusable(InstanceID, reason: String)
    /// An instance's file that could not be used is open again.
    case instanceUsable(InstanceID)
    /// An open instance refuses changes for lack of space.
    case instanceFull(InstanceID)
    /// An instance that was full takes changes again.
    case instanceHasSpace(InstanceID)
    /// A write or a sync of an instance's file failed.
    case diskFailed(InstanceID, detail: String)
    /// Queues have not come round for half of the watchdog's interval.
    case queuesStandStill([String])
    /// Queues that stood still come round again.
    case queuesMoveAgain([String])
    /// A waiting period is over: the material of a resource is gone for good.
    case materialDestroyed(InstanceID, ResourceID)
    /// The configuration asks for faults on the way to a replica.
    case faultRehearsed(InstanceID)
    /// A caller found no place for its connection, of so many.
    case connectionsExhausted(limit: Int)
    /// A handler of the control socket is wrong in itself.
    case handlerDefective(detail: String)
}
