// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import GRDB
import KeyVault
import SyncEngine
import SyncModel

/// Writes one step in the life of an association.
struct AssociationChanger {
    let context: WriteContext
    let rootKey: SealingKey

    /// The association as it is after the change; nil: it is gone.
    func apply(_ change: AssociationChange) throws -> AssociationRecord? {
        switch change {
        case .reserve(let replicaID, let region, let type, let resources):
            return try reserve(replicaID, region, type, resources)
        case .agree(let number):
            try set("state = 'bootstrapping'", number, where: "state = 'reserving'")
            return try AssociationTable.find(number, context.db)
        case .withdraw(let number):
            try withdraw(number)
            return nil
        case .pause(let number, let pause):
            try set("pausedReason = ?, pausedUntil = ?", number, [pause.reason, pause.until?.milliseconds])
            return try AssociationTable.find(number, context.db)
        case .resume(let number):
            try set("pausedReason = NULL, pausedUntil = NULL", number)
            return try AssociationTable.find(number, context.db)
        case .disassociate(let number):
            try set(
                "state = 'disassociating', pausedReason = NULL, pausedUntil = NULL",
                number,
                where: "state <> 'disassociated'"
            )
            return try AssociationTable.find(number, context.db)
        case .detach(let number):
            return try detach(number)
        }
    }

    private func reserve(
        _ replicaID: InstanceID,
        _ region: String,
        _ type: SynchronizationType,
        _ resources: [ResourceID]
    ) throws -> AssociationRecord? {
        let db = context.db
        let primary = try InstanceRecord.instance(db)
        guard primary.role == .standalone || primary.role == .primary else {
            // The rules were checked before, and it may have become somebody's replica since.
            let detail = "\(primary.id) is \(primary.role.rawValue)"
            throw SynchronizationRefusal.violations([Violation(.roleConflict, detail: detail)])
        }
        let number = try AssociationTable.insert(
            replicaID: replicaID,
            region: region,
            type: type,
            rootKey: rootKey,
            context
        )
        if type == .selectedResources {
            _ = try SelectionWriter(context: context, association: number).insert(resources)
        }
        try db.execute(
            sql: "INSERT INTO pair (counterpartId, epoch, associatedAt) VALUES (?, 1, ?)",
            arguments: [replicaID.description, context.now.milliseconds]
        )
        try db.execute(sql: "UPDATE instance SET role = 'primary' WHERE role = 'standalone'")
        return try AssociationTable.find(number, db)
    }

    private func withdraw(_ number: AssociationNumber) throws {
        let db = context.db
        guard let record = try AssociationTable.find(number, db), record.stage == .reserving else { return }
        try db.execute(sql: "DELETE FROM selection WHERE association = ?", arguments: [number.rawValue])
        try db.execute(sql: "DELETE FROM setAside WHERE association = ?", arguments: [number.rawValue])
        try db.execute(sql: "DELETE FROM association WHERE number = ?", arguments: [number.rawValue])
        try db.execute(sql: "DELETE FROM pair WHERE counterpartId = ?", arguments: [record.replicaID.description])
        try db.execute(
            sql:
                "UPDATE instance SET role = 'standalone' WHERE role = 'primary' AND NOT EXISTS (SELECT 1 FROM association)"
        )
    }

    private func detach(_ number: AssociationNumber) throws -> AssociationRecord? {
        let db = context.db
        guard let record = try AssociationTable.find(number, db), record.stage == .disassociating else {
            return try AssociationTable.find(number, db)
        }
        try set("state = 'disassociated', epoch = epoch + 1, failureCode = NULL", number)
        try db.execute(sql: "DELETE FROM setAside WHERE association = ?", arguments: [number.rawValue])
        try db.execute(
            sql: "UPDATE pair SET disassociatedAt = ?, epoch = ? WHERE counterpartId = ?",
            arguments: [context.now.milliseconds, record.epoch.next.rawValue, record.replicaID.description]
        )
        return try AssociationTable.find(number, db)
    }

    private func set(
        _ assignments: String,
        _ number: AssociationNumber,
        where condition: String = "1",
        _ arguments: StatementArguments = []
    ) throws {
        try context.db.execute(
            sql: "UPDATE association SET \(assignments) WHERE \(condition) AND number = ?",
            arguments: arguments + [number.rawValue]
        )
    }

    private func set(_ assignments: String, _ number: AssociationNumber, _ arguments: StatementArguments) throws {
        try set(assignments, number, where: "1", arguments)
    }
}
