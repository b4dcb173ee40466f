// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// How instances look.
enum InstanceTable {
    static let columns = [
        Table.Column("INSTANCE"), Table.Column("REGION"), Table.Column("ZONE"), Table.Column("ROLE"),
        Table.Column("KEYS", numeric: true), Table.Column("SECRETS", numeric: true),
    ]

    static func row(_ instance: InstancesInterface.Instance, _: Screen) -> [Table.Cell] {
        [
            Table.Cell(instance.instanceId), Table.Cell(instance.region), Table.Cell(instance.residencyZone),
            Table.Cell(instance.role.rawValue, style(of: instance.role)), quota(instance.keyQuota),
            quota(instance.secretQuota),
        ]
    }

    static func details(_ instance: InstancesInterface.Instance, _ screen: Screen) -> String {
        var details = Details()
        details.add("Instance", instance.instanceId)
        details.add("Region", instance.region)
        details.add("Residency zone", instance.residencyZone)
        details.add("Account", instance.accountId)
        details.add("Role", instance.role.rawValue, style(of: instance.role))
        details.add("Primary", instance.primaryInstanceId)
        details.add("Keys", "\(instance.keyQuota.used) of \(instance.keyQuota.limit)")
        details.add("Secrets", "\(instance.secretQuota.used) of \(instance.secretQuota.limit)")
        details.add("Head sequence", String(instance.headSequence))
        details.add("Created", screen.time(instance.createdAt))
        return details.text(screen)
    }

    private static func quota(_ quota: InstancesInterface.Quota) -> Table.Cell {
        Table.Cell("\(quota.used)/\(quota.limit)", quota.used >= quota.limit ? .bad : .plain)
    }

    private static func style(of role: InstanceRole) -> TerminalStyle {
        switch role {
        case .standalone, .replica: .plain
        case .primary: .heading
        case .frozen: .faint
        }
    }
}
