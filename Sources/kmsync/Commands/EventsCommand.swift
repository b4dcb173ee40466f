// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import SyncModel
import Varlink

/// `kmsync events`.
struct EventsCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Follow what happens, until interrupted."
    )

    @Option(help: "Only of this instance.", completion: DaemonCompletion.instances) var instance: String?
    @Option(help: "Only of this replica.", completion: DaemonCompletion.replicas) var replica: String?
    @Option(
        help: "Only events of this name, such as resource_failed; may be repeated.",
        completion: .list(MonitorEvent.Kind.allCases.map(\.rawValue))
    )
    var event: [String] = []
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let parameters = MonitorInterface.Subscribe.Parameters(
            instanceId: instance,
            replicaInstanceId: replica,
            events: event.nilIfEmpty
        )
        let screen = options.screen
        var expected: Int?
        try daemon.connected().streamRaw(MonitorInterface.Subscribe.name, JSONObject.encode(parameters)) { json in
            let answer = Answer<MonitorInterface.Subscribe>(json: json)
            let event = try answer.reply().event
            // A filter leaves gaps that are none.
            if instance == nil, replica == nil, self.event.isEmpty, let expected, event.number > expected {
                StandardError.write("kmsync: \(counted(event.number - expected, "event")) missed.\n")
            }
            expected = event.number + 1
            if options.json {
                StandardOutput.write((try JSONPieces.member("event", of: json) ?? json[...]) + [UInt8(ascii: "\n")])
            } else {
                StandardOutput.write(EventLine.text(event, color: screen.color))
            }
            return true
        }
        throw VarlinkClientError.connectionClosed
    }
}
