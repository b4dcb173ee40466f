// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel

extension WireWriter {
    mutating func append(_ instance: Instance) {
        append(instance.id.description)
        append(instance.region)
        append(instance.residencyZone)
        append(instance.accountID)
        append(instance.role.rawValue)
        append(optional: instance.primaryID) { $0.append($1.description) }
        append(instance.keyQuota)
        append(instance.secretQuota)
        append(instance.headSequence.rawValue)
        append(instance.createdAt.milliseconds)
    }

    mutating func append(_ quota: Quota) {
        append(Int64(quota.limit))
        append(Int64(quota.used))
    }

    mutating func append(_ positions: Positions) {
        append(positions.backfill.rawValue)
        append(positions.backfillEnd.rawValue)
        append(positions.live.rawValue)
    }

    mutating func append(_ hello: Hello) {
        append(hello.primaryID.description)
        append(hello.epoch.rawValue)
        append(hello.positions)
        append(hello.head.rawValue)
    }

    mutating func append(_ result: ItemAnswer.Result) {
        switch result {
        case .held(let epoch, let revision, let digest):
            append(UInt8(0))
            append(epoch.rawValue)
            append(revision.rawValue)
            append(optional: digest) { $0.append($1.bytes) }
        case .failed(let code, let detail):
            append(UInt8(1))
            append(code.rawValue)
            append(optional: detail) { $0.append($1) }
        }
    }
}

extension WireReader {
    mutating func instanceID() throws(MalformedWire) -> InstanceID {
        let text = try text()
        do {
            return try InstanceID(text)
        } catch {
            throw MalformedWire()
        }
    }

    mutating func resourceID() throws(MalformedWire) -> ResourceID {
        let text = try text()
        do {
            return try ResourceID(text)
        } catch {
            throw MalformedWire()
        }
    }

    mutating func instance() throws(MalformedWire) -> Instance {
        let id = try instanceID()
        let region = try text()
        let residencyZone = try text()
        let accountID = try text()
        guard let role = InstanceRole(rawValue: try text()) else { throw MalformedWire() }
        return Instance(
            id: id,
            region: region,
            residencyZone: residencyZone,
            accountID: accountID,
            role: role,
            primaryID: try optional { reader throws(MalformedWire) in try reader.instanceID() },
            keyQuota: try quota(),
            secretQuota: try quota(),
            headSequence: SequenceNumber(try int64()),
            createdAt: Timestamp(milliseconds: try int64())
        )
    }

    mutating func quota() throws(MalformedWire) -> Quota { Quota(limit: Int(try int64()), used: Int(try int64())) }

    mutating func positions() throws(MalformedWire) -> Positions {
        Positions(
            backfill: SequenceNumber(try int64()),
            backfillEnd: SequenceNumber(try int64()),
            live: SequenceNumber(try int64())
        )
    }

    mutating func hello() throws(MalformedWire) -> Hello {
        Hello(
            primaryID: try instanceID(),
            epoch: Epoch(try int64()),
            positions: try positions(),
            head: SequenceNumber(try int64())
        )
    }

    mutating func digest() throws(MalformedWire) -> Digest {
        guard let digest = Digest(try bytes()) else { throw MalformedWire() }
        return digest
    }

    mutating func itemResult() throws(MalformedWire) -> ItemAnswer.Result {
        switch try byte() {
        case 0:
            return .held(
                epoch: Epoch(try int64()),
                revision: Revision(try int64()),
                digest: try optional { reader throws(MalformedWire) in try reader.digest() }
            )
        case 1:
            let code = FailureCode(rawValue: try text()) ?? .internalError
            return .failed(code, detail: try optional { reader throws(MalformedWire) in try reader.text() })
        default:
            throw MalformedWire()
        }
    }
}
