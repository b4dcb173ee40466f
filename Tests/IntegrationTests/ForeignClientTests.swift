// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

extension RealPrograms {
    /// PyPI's `varlink`, which was not written here, against the real daemon.
    struct ForeignClientTests {
        private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

        private static let python = python(with: "varlink")

        /// The Python that `make setup` gave a module to, else the machine's own if it has that.
        static func python(with module: String) -> String? {
            let root = folder.deletingLastPathComponent().deletingLastPathComponent()
            for python in [root.appending(path: ".build/venv/bin/python").path, "/usr/bin/python3"] {
                let command = Command(program: python, arguments: ["-c", "import \(module)"])
                if (try? command.run().status) == 0 { return python }
            }
            print("SKIPPED: the tests with PyPI's \(module): run `make setup`.")
            return nil
        }

        @Test(
            .enabled("needs PyPI's varlink: run `make setup`") { python != nil },
            arguments: [
                "introspection", "Instances", "Keys", "Secrets", "Synchronization", "Faults", "Monitor", "Daemon",
            ]
        )
        func `a foreign client drives every method and meets every error`(_ scenario: String) throws {
            try Site.run { site in
                let outcome = try Command(
                    program: try #require(Self.python),
                    arguments: [
                        "-B", Self.folder.appending(path: "Python/drive_every_method.py").path,
                        "unix:\(site.daemon.socket)", scenario,
                    ]
                ).run()
                try #require(outcome.status == 0, "\(outcome)")
            }
        }
    }
}
