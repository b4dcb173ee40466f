// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Logging
import SyncModel

/// What becomes of the daemon itself.
enum DaemonTransition: Sendable {
    /// It serves.
    case started(version: String, instances: Int)
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
    /// An instance's file cannot be used.
    case instanceUnusable(InstanceID, reason: String)
    /// An instance's file that could not be used is open again.
    case instanceUsable(InstanceID)
    /// Queues have not come round for half of the watchdog's interval.
    case queuesStandStill([String])
    /// Queues that stood still come round again.
    case queuesMoveAgain([String])
    /// A write or a sync of an instance's file failed.
    case diskFailed(InstanceID, detail: String)

    var id: MessageID {
        switch self {
        case .started: .daemonStarted
        case .stopping: .daemonStopping
        case .callsCutOff: .callsCutOff
        case .stoppedAtOnce: .stoppedAtOnce
        case .startRefused: .startRefused
        case .reloaded: .configurationReloaded
        case .reloadRefused: .reloadRefused
        case .masterKeyMade: .masterKeyMade
        case .instanceUnusable: .instanceUnusable
        case .instanceUsable: .instanceUsable
        case .diskFailed: .diskFailed
        case .queuesStandStill: .queuesStandStill
        case .queuesMoveAgain: .queuesMoveAgain
        }
    }

    var level: Logger.Level {
        switch self {
        case .started, .stopping, .reloaded, .masterKeyMade, .instanceUsable, .queuesMoveAgain: .notice
        case .callsCutOff, .stoppedAtOnce: .warning
        case .reloadRefused, .instanceUnusable: .error
        case .startRefused, .diskFailed, .queuesStandStill: .critical
        }
    }

    var sentence: String {
        switch self {
        case .started: "kmsyncd serves."
        case .stopping: "kmsyncd stops."
        case .callsCutOff: "Calls were still open when the time for them was over; they were cut off."
        case .stoppedAtOnce: "A second signal: kmsyncd stops without waiting for what is under way."
        case .startRefused: "kmsyncd cannot start."
        case .reloaded: "The configuration was reloaded."
        case .reloadRefused: "The configuration was not reloaded; the old one stays in force."
        case .masterKeyMade:
            "A master key was made: keep a copy of it elsewhere, since without it no instance can be opened."
        case .instanceUnusable: "An instance's file cannot be used; the other instances serve all the same."
        case .instanceUsable: "An instance's file that could not be used is open again."
        case .queuesStandStill:
            "Queues stand still; if they do not move soon, the service manager's watchdog ends kmsyncd and starts it anew."
        case .queuesMoveAgain: "Queues that stood still move again."
        case .diskFailed:
            "The disk failed under an instance's file; kmsyncd stops at once, so that nothing is acknowledged that is lost."
        }
    }

    var metadata: Logger.Metadata {
        switch self {
        case .started(let version, let instances): ["version": "\(version)", "instances": "\(instances)"]
        case .stopping, .callsCutOff, .stoppedAtOnce: [:]
        case .startRefused(let reason): ["detail": "\(reason)"]
        case .reloaded(let file), .masterKeyMade(let file): ["file": "\(file)"]
        case .reloadRefused(let error): ["detail": "\(error)"]
        case .queuesStandStill(let names), .queuesMoveAgain(let names): ["detail": "\(names.joined(separator: ", "))"]
        case .instanceUsable(let id): ["instance": "\(id)"]
        case .instanceUnusable(let id, let detail), .diskFailed(let id, let detail):
            ["instance": "\(id)", "detail": "\(detail)"]
        }
    }
}
