// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import Varlink

/// The interfaces of the control socket.
package enum ControlInterfaces {
    /// All of them, sorted by name.
    package static let all = [
        DaemonInterface.description, FaultsInterface.description, InstancesInterface.description,
        KeysInterface.description, MonitorInterface.description, SecretsInterface.description,
        SynchronizationInterface.description,
    ]
}

extension InterfaceDescription {
    /// A text that is part of the program: that it is well-formed is ours to keep, so anything else traps.
    init(embedded text: String) {
        do {
            try self.init(text)
        } catch {
            preconditionFailure("an embedded interface description is broken: \(error)")
        }
    }
}
