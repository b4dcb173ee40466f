// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import SyncModel
import Varlink

/// `kmsync doctor`.
struct DoctorCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look for what is wrong, with the daemon up or down; one line each, with what to do.",
        discussion: """
            Exit status 0: all is well; 1: only warnings; 2: something does not work; 69: the daemon cannot be reached; \
            77: it does not permit to be asked. Run it as root, or as the daemon's user, to have it look into the state \
            directory, too. Changes nothing, and prints no value.
            """
    )

    @Option(
        help: "The daemon's state directory; else as the daemon says, $STATE_DIRECTORY, or /var/lib/kmsync.",
        completion: .directory
    )
    var stateDirectory: String?
    @Option(help: "The daemon's configuration file; else as the daemon says, or its own default.", completion: .file())
    var config: String?
    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        let diagnosis = diagnose(daemon)
        if options.json {
            StandardOutput.write(try JSONObject.encode(diagnosis))
            StandardOutput.write("\n")
        } else {
            StandardOutput.write(diagnosis.text(options.screen))
        }
        if diagnosis.exitStatus != .success { throw diagnosis.exitStatus }
    }

    private func diagnose(_ daemon: DaemonConnection) -> Diagnosis {
        let asked = Timestamp.current
        let socket = SocketExamination(path: options.socketPath)
        do {
            let status = try DaemonAnswer.status(daemon)
            // The daemon looked at its clock about half way.
            let now = asked.advanced(by: Timestamp.current.since(asked) / 2)
            let answer = DaemonAnswer(status, daemon)
            let (contact, missing) = answer.failure.map { socket.finding(after: $0) } ?? (.answers, nil)
            let findings = DaemonExamination(answer, now: now, socket: options.socketPath).findings
            let isUp = answer.failure.map(SocketExamination.isUp(after:)) ?? true
            let all = [missing].compactMap(\.self) + findings + local(answered: status, isUp: isUp)
            return Diagnosis(daemon: contact, findings: all)
        } catch {
            let (contact, finding) = socket.finding(after: error)
            let isUp = SocketExamination.isUp(after: error)
            return Diagnosis(daemon: contact, findings: [finding] + local(answered: nil, isUp: isUp))
        }
    }

    /// What can be seen on this machine without the daemon.
    private func local(answered status: DaemonInterface.Status?, isUp: Bool) -> [Finding] {
        let directory = stateDirectory ?? status?.stateDirectory ?? namedStateDirectory ?? StateExamination.standardPath
        let state = StateExamination(
            path: directory,
            daemonID: status?.pid,
            isUp: isUp,
            isToldByDaemon: directory == status?.stateDirectory
        )
        let checked = ConfigurationExamination(file: config ?? status?.configurationFile, isNamed: config != nil)
        return state.findings + checked.findings + UnitExamination(daemonID: status?.pid).findings
    }

    /// systemd.exec(5): several directories are separated by colons.
    private var namedStateDirectory: String? {
        environmentVariable("STATE_DIRECTORY").map { String($0.prefix { $0 != ":" }) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
