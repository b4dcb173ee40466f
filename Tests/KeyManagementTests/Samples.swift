// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncModel
import Testing

/// A moment that tests call now.
let now = Timestamp(milliseconds: 1_700_000_000_000)
/// A minute after `now`.
let later = now.advanced(by: .seconds(60))

func sampleKey(spec: KeySpec = .aes256, aliases: [String] = []) throws -> Key {
    try NewKey(spec: spec, aliases: aliases, description: "orders", tags: ["team": "shop"])
        .key(id: try KeyID("key-1"), revision: Revision(1), sequence: SequenceNumber(7), now: now)
}

func sampleSecret(version: String? = nil) throws -> Secret {
    let id: VersionID? = if let version { try VersionID(version) } else { nil }
    return try NewSecret(name: try SecretName("shop/password"), versionID: id).secret(revision: Revision(1), now: now)
}

func id(_ text: String) -> VersionID { VersionID(stored: text) }

extension Key {
    /// The key after a change that has to be accepted.
    func changed(by change: KeyChange, at time: Timestamp = later) throws -> Key {
        try #require(try applying(change, sequence: SequenceNumber(9), now: time).change).resource
    }

    func outcome(of change: KeyChange) throws(Refusal) -> ChangeOutcome<Key> {
        try applying(change, sequence: SequenceNumber(9), now: later)
    }
}

extension Secret {
    /// The secret after a change that has to be accepted.
    func changed(by change: SecretChange) throws -> Secret {
        try #require(try applying(change, now: later).change).resource
    }

    /// The secret after one more version was put.
    func putting(_ version: String, stages: [String] = [Secret.currentStage]) throws -> Secret {
        try changed(by: .put(VersionID(stored: version), stages: stages, matchesValue: false))
    }

    func moving(_ stage: String, to destination: String?, from origin: String? = nil) throws -> ChangeOutcome<Secret> {
        try applying(
            .moveStage(
                try StageMove(
                    stage: stage,
                    to: destination.map(VersionID.init(stored:)),
                    from: origin.map(VersionID.init(stored:))
                )
            ),
            now: later
        )
    }

    /// Version ids with their stages, oldest first, for example `v1:ACSPrevious`.
    var layout: [String] {
        versions.map { $0.id.description + ":" + $0.stages.joined(separator: ",") }
    }
}

extension ChangeOutcome {
    var change: ResourceChange<Resource>? {
        switch self {
        case .unchanged: nil
        case .changed(let change): change
        }
    }
}

extension Refusal {
    /// The parameter that an `invalidInput` names.
    var field: String? {
        if case .invalidInput(let input) = self { input.field } else { nil }
    }
}

/// The parameter that the refusal of `body` names; records an issue where it is not refused as bad input.
func refusedField(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
) -> String? {
    do {
        try body()
        Issue.record("it was accepted", sourceLocation: sourceLocation)
        return nil
    } catch let error as InvalidInput {
        return error.field
    } catch let error as Refusal {
        return error.field
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
        return nil
    }
}
