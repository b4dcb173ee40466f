// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// How secrets look; never a value.
enum SecretTable {
    static let columns = [
        Table.Column("SECRET"), Table.Column("STATE"), Table.Column("VERSIONS", numeric: true),
        Table.Column("KEY"), Table.Column("CREATED"),
    ]

    static func row(_ secret: SecretsInterface.Secret, _ screen: Screen) -> [Table.Cell] {
        [
            Table.Cell(secret.name), Table.Cell(secret.state.rawValue, style(of: secret.state)),
            Table.Cell(String(secret.versions.count)), Table.Cell(secret.encryptionKeyId ?? ""),
            Table.Cell(screen.time(secret.createdAt)),
        ]
    }

    static func details(_ secret: SecretsInterface.Secret, _ screen: Screen) -> String {
        var details = Details()
        details.add("Secret", secret.name)
        details.add("Instance", secret.instanceId)
        details.add("State", secret.state.rawValue, style(of: secret.state))
        details.add("Planned deletion", secret.plannedDeletionAt.map { "\(screen.time($0)) (\($0))" }, .bad)
        details.add("Sealed under", secret.encryptionKeyId.map { "key \($0)" } ?? "the instance's root key")
        details.add(
            "Versions",
            each: secret.versions.map { version in
                let stages = version.stages.isEmpty ? "" : "  [\(version.stages.joined(separator: ", "))]"
                return "\(version.versionId)  \(screen.time(version.createdAt))\(stages)"
            }
        )
        details.add("Description", secret.description.isEmpty ? nil : secret.description)
        details.add("Tags", each: tagLines(secret.tags))
        details.add("Revision", String(secret.revision))
        details.add("Created", screen.time(secret.createdAt))
        return details.text(screen)
    }

    private static func style(of state: SyncModel.Secret.State) -> TerminalStyle {
        switch state {
        case .active: .good
        case .pendingDeletion: .bad
        }
    }
}
