// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Varlink

extension DaemonInterface {
    /// Reads the configuration again.
    ///
    /// Answers once it is in force; a bad file changes nothing.
    package enum Reload: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Daemon.Reload"

        /// Nothing goes in.
        package typealias Parameters = NoParameters

        /// Nothing comes back.
        package typealias Reply = NoParameters
    }
}
