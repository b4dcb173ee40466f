// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// What an operator may ask of the daemon itself.
package protocol DaemonControl: Sendable {
    /// How the daemon is; must not block.
    func status() -> DaemonStatus

    /// Everything that is measured, as OpenMetrics text; may read files.
    func metrics() -> String

    /// Reads the configuration again and calls back, on any thread, once it is in force; a fault changes nothing.
    func reload(completion: @escaping @Sendable (Result<Void, ConfigurationFault>) -> Void)

    /// Logs what is of this level or above from now on.
    func setLogLevel(_ level: LogLevel)
}
