// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import Glibc

/// Parses, runs, and turns what went wrong into a sentence and an exit status.
@main
enum Program {
    static func main() {
        Interruption.install()
        // Here and not by the parser, whose own --version would take that option away from the commands that have one.
        if CommandLine.arguments.dropFirst() == ["--version"] {
            return StandardOutput.write("\(ProgramVersion.current)\n")
        }
        do {
            var command = try KMSync.parseAsRoot(ArgumentOrder.movingSocketBack(CommandLine.arguments.dropFirst()))
            try command.run()
        } catch {
            exit(report(error).rawValue)
        }
    }

    private static func report(_ error: any Error) -> ExitStatus {
        if let status = error as? ExitStatus { return status }
        if let failure = Failure(error) {
            StandardError.write("kmsync: \(failure.text)\n")
            return failure.status
        }
        let text = KMSync.fullMessage(for: error)
        let code = KMSync.exitCode(for: error)
        if code.isSuccess {
            StandardOutput.write("\(text)\n")
        } else if !text.isEmpty {
            StandardError.write("\(printable(text, keepingNewlines: true))\n")
        }
        return ExitStatus(rawValue: code.rawValue) ?? .usage
    }
}
