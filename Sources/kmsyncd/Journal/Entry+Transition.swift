// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Logging
import SyncModel

extension DaemonTransition {
    /// The entry about it.
    var entry: Entry { Entry(id: id, urgency: urgency, sentence: sentence, metadata: metadata) }

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
        case .rootKeyRewrapped: .rootKeyRewrapped
        case .instanceUnusable: .instanceUnusable
        case .instanceUsable: .instanceUsable
        case .instanceFull: .instanceFull
        case .instanceHasSpace: .instanceHasSpace
        case .diskFailed: .diskFailed
        case .queuesStandStill: .queuesStandStill
        case .queuesMoveAgain: .queuesMoveAgain
        case .materialDestroyed: .materialDestroyed
        case .faultRehearsed: .faultRehearsed
        case .connectionsExhausted: .connectionsExhausted
        case .handlerDefective: .handlerDefective
        }
    }

    var urgency: Urgency {
        switch self {
        case .started, .stopping, .reloaded, .masterKeyMade, .rootKeyRewrapped, .instanceUsable, .instanceHasSpace,
            .queuesMoveAgain, .materialDestroyed:
            .transition
        case .callsCutOff, .stoppedAtOnce, .faultRehearsed, .connectionsExhausted: .warning
        case .reloadRefused, .instanceUnusable, .instanceFull, .handlerDefective: .action
        case .startRefused, .diskFailed, .queuesStandStill: .outage
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
        case .rootKeyRewrapped: "An instance's root key was wrapped anew, under the first master key on offer."
        case .instanceUnusable: "An instance's file cannot be used; the other instances serve all the same."
        case .instanceUsable: "An instance's file that could not be used is open again."
        case .instanceFull: "An instance is full: its changes are refused until there is space."
        case .instanceHasSpace: "An instance that was full takes changes again."
        case .diskFailed:
            "The disk failed under an instance's file; kmsyncd stops at once, so that nothing is acknowledged that is lost."
        case .queuesStandStill:
            "Queues stand still; if they do not move soon, the service manager's watchdog ends kmsyncd and starts it anew."
        case .queuesMoveAgain: "Queues that stood still move again."
        case .materialDestroyed: "A waiting period is over: the material of a resource was destroyed."
        case .faultRehearsed: "Faults are rehearsed on the way to a replica, as the configuration asks."
        case .connectionsExhausted: "All places for connections are taken; a caller was turned away."
        case .handlerDefective: "A handler of the control socket is defective."
        }
    }

    private var metadata: Logger.Metadata {
        switch self {
        case .started(let version, let instances, let socket):
            ["version": "\(version)", "instances": "\(instances)", "socket": "\(socket)"]
        case .stopping, .callsCutOff, .stoppedAtOnce: [:]
        case .startRefused(let detail), .handlerDefective(let detail): ["detail": "\(detail)"]
        case .reloaded(let file), .masterKeyMade(let file): ["file": "\(file)"]
        case .reloadRefused(let error): ["detail": "\(error)"]
        case .rootKeyRewrapped(let id, let from, let to):
            ["instance": "\(id)", "detail": "from master key \(from) to \(to)"]
        case .instanceUsable(let id), .instanceFull(let id), .instanceHasSpace(let id): ["instance": "\(id)"]
        case .instanceUnusable(let id, let detail), .diskFailed(let id, let detail):
            ["instance": "\(id)", "detail": "\(detail)"]
        case .queuesStandStill(let names), .queuesMoveAgain(let names): ["detail": "\(names.joined(separator: ", "))"]
        case .materialDestroyed(let id, let resource): ["instance": "\(id)", "resource": "\(resource)"]
        case .faultRehearsed(let replica): ["replica": "\(replica)"]
        case .connectionsExhausted(let limit): ["limit": "\(limit)"]
        }
    }
}
