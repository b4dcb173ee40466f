// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// How keys look.
enum KeyTable {
    static let columns = [
        Table.Column("KEY"), Table.Column("SPEC"), Table.Column("STATE"), Table.Column("VERSIONS", numeric: true),
        Table.Column("CREATED"), Table.Column("ALIASES"),
    ]

    static func row(_ key: KeysInterface.Key, _ screen: Screen) -> [Table.Cell] {
        [
            Table.Cell(key.keyId), Table.Cell(key.spec.rawValue), Table.Cell(key.state.rawValue, style(of: key.state)),
            Table.Cell(String(key.versions.count)), Table.Cell(screen.time(key.createdAt)),
            Table.Cell(key.aliases.joined(separator: ",")),
        ]
    }

    static func details(_ key: KeysInterface.Key, _ screen: Screen) -> String {
        var details = Details()
        details.add("Key", key.keyId)
        details.add("Instance", key.instanceId)
        details.add("Spec", key.spec.rawValue)
        details.add("State", key.state.rawValue, style(of: key.state))
        details.add("Planned deletion", key.plannedDeletionAt.map { "\(screen.time($0)) (\($0))" }, .bad)
        details.add("Primary version", key.primaryVersionId)
        details.add("Pending version", key.pendingVersionId.map { "\($0), until the replicas confirmed it" }, .waiting)
        details.add("Versions", each: key.versions.map { "\($0.versionId)  \(screen.time($0.createdAt))" })
        details.add("Aliases", each: key.aliases)
        details.add("Description", key.description.isEmpty ? nil : key.description)
        details.add("Tags", each: tagLines(key.tags))
        details.add("Revision", String(key.revision))
        details.add("Created", screen.time(key.createdAt))
        return details.text(screen)
    }

    private static func style(of state: SyncModel.Key.State) -> TerminalStyle {
        switch state {
        case .enabled: .good
        case .disabled: .waiting
        case .pendingDeletion: .bad
        }
    }
}
