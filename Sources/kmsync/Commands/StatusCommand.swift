// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import Varlink

/// `kmsync status`.
struct StatusCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the daemon, its instances and its replicas.",
        discussion: """
            Exit status 0: all in sync; 1: catching up or paused; 2: something failed, backing off, unknown or unusable.
            """
    )

    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let status = try daemon.read(DaemonInterface.GetStatus.self, NoParameters())
        let instances = try daemon.read(InstancesInterface.ListInstances.self, NoParameters())
        let replicas = try daemon.read(SynchronizationInterface.ListReplicas.self, .init())
        let report = StatusReport(
            status: try status.reply().status,
            instances: try instances.reply().instances,
            replicas: try replicas.reply().replicas
        )
        if options.json {
            let body = try JSONPieces.member("status", of: status.json) ?? []
            let text = Array("{\"status\":".utf8) + body + Array(",\"instances\":".utf8) + (try instances.rows())
            StandardOutput.write(text + Array(",\"replicas\":".utf8) + (try replicas.rows()) + Array("}\n".utf8))
        } else {
            StandardOutput.write(report.text(options.screen))
        }
        if report.exitStatus != .success { throw report.exitStatus }
    }
}
