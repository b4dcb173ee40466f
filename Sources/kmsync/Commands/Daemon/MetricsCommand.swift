// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import Varlink

/// `kmsync metrics`.
struct MetricsCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print what the daemon measures, as OpenMetrics text.",
        discussion: """
            For the textfile collector of Prometheus's node exporter, or for a look. Where the daemon is to be scraped, \
            set metrics.listen in kmsyncd.yaml.
            """
    )

    @OptionGroup var options: ClientOptions

    func perform(with daemon: DaemonConnection) throws {
        try tell(try daemon.read(DaemonInterface.GetMetrics.self, NoParameters())) { $0.metrics }
    }
}
