// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Varlink

extension FaultsInterface {
    /// Puts a fault in force, in place of the one before it.
    package enum SetFault: VarlinkMethod {
        /// The qualified name.
        package static let name = "io.kmsync.Faults.SetFault"

        /// What goes in.
        package struct Parameters: Codable, Sendable, Equatable {
            /// The fault.
            package var fault: Fault

            /// Puts the parts together.
            package init(fault: Fault) {
                self.fault = fault
            }
        }

        /// What comes back.
        package struct Reply: Codable, Sendable, Equatable {
            /// The fault.
            package var fault: Fault

            /// Puts the parts together.
            package init(fault: Fault) {
                self.fault = fault
            }
        }
    }
}
