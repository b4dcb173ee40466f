// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import KeyManagement
import SyncModel
import Testing

struct SecretVersionTests {
    @Test func `a new secret is active and its one version is current`() throws {
        let secret = try sampleSecret()
        #expect(secret.state == .active)
        #expect(secret.layout == ["v1:ACSCurrent"])
        #expect(try sampleSecret(version: "first").layout == ["first:ACSCurrent"])
    }

    @Test func `a new version becomes current, and the one before it previous`() throws {
        let change = try #require(
            try sampleSecret().applying(.put(id("v2"), stages: ["ACSCurrent"], matchesValue: false), now: later).change
        )
        #expect(change.resource.layout == ["v1:ACSPrevious", "v2:ACSCurrent"])
        #expect(change.resource.revision == Revision(2))
        #expect(change.resource.versions.last?.createdAt == later)
        #expect(change.addedVersion == id("v2"))
        #expect(change.removedVersions.isEmpty)
        #expect(!change.isUrgent)
        #expect(
            try change.resource.putting("v3").layout == ["v1:", "v2:ACSPrevious", "v3:ACSCurrent"]
        )
    }

    @Test func `a version that is put with other stages leaves ACSCurrent where it is`() throws {
        let secret = try sampleSecret().putting("v2", stages: ["green"])
        #expect(secret.layout == ["v1:ACSCurrent", "v2:green"])
        #expect(
            try secret.putting("v3", stages: ["blue", "green"]).layout == ["v1:ACSCurrent", "v2:", "v3:blue,green"]
        )
    }

    @Test func `the same version with the same value changes nothing`() throws {
        let secret = try sampleSecret()
        #expect(try secret.applying(.put(id("v1"), stages: ["other"], matchesValue: true), now: later) == .unchanged)
    }

    @Test func `the same version with another value is refused`() throws {
        let secret = try sampleSecret()
        #expect(throws: Refusal.versionContentConflict(secret.name, id("v1"))) {
            try secret.applying(.put(id("v1"), stages: ["ACSCurrent"], matchesValue: false), now: later)
        }
    }

    @Test func `of more than 10 versions the oldest without a stage goes`() throws {
        var secret = try sampleSecret()
        secret = try #require(try secret.moving("keep", to: "v1").change).resource
        for number in 2...10 { secret = try secret.putting("v\(number)") }
        #expect(secret.versions.count == 10)
        let change = try #require(
            try secret.applying(.put(id("v11"), stages: ["ACSCurrent"], matchesValue: false), now: later).change
        )
        #expect(change.removedVersions == [id("v2")])
        #expect(change.addedVersion == id("v11"))
        #expect(change.resource.versions.count == 10)
        #expect(change.resource.layout.first == "v1:keep")
        #expect(change.resource.versions.last?.id == id("v11"))
    }

    @Test func `a ninth stage is refused, also where ACSPrevious would be it`() throws {
        var secret = try sampleSecret()
        for number in 1...7 {
            secret = try #require(try secret.moving("stage\(number)", to: "v1").change).resource
        }
        #expect(refusedField { _ = try secret.moving("stage8", to: "v1") } == "stage")
        #expect(refusedField { _ = try secret.putting("v2") } == "stages")
        #expect(try secret.putting("v2", stages: ["stage1"]).versions.count == 2)
    }

    @Test func `whatever is put and moved, ACSCurrent resolves and the bounds hold`() throws {
        var generator = SplitMix(seed: 20_261_123)
        var secret = try sampleSecret()
        for round in 0..<2000 {
            let stage = ["ACSCurrent", "ACSPrevious", "a", "b", "c", "d", "e", "f", "g"].randomElement(
                using: &generator
            )
            let target = secret.versions.randomElement(using: &generator)?.id
            let outcome: ChangeOutcome<Secret>? =
                if Bool.random(using: &generator) {
                    try? secret.applying(.put(id("r\(round)"), stages: [stage ?? "a"], matchesValue: false), now: now)
                } else {
                    try? secret.moving(stage ?? "a", to: target?.description)
                }
            guard let change = outcome?.change else { continue }
            #expect(change.resource.revision == secret.revision.next)
            secret = change.resource
            let stages = secret.versions.flatMap(\.stages)
            #expect(Set(stages).count == stages.count && stages.count <= 8, "seed 20261123, round \(round)")
            #expect(secret.versions.count <= 10 && secret.version(atStage: "ACSCurrent") != nil)
        }
        #expect(secret.revision > Revision(500))
    }

    @Test func `a made-up version id is none that the secret has or had`() throws {
        #expect(try sampleSecret().unusedVersionID(highestOrdinal: 1) == id("v2"))
        #expect(try sampleSecret().unusedVersionID(highestOrdinal: 40) == id("v41"))
        #expect(try sampleSecret(version: "v7").unusedVersionID(highestOrdinal: 1) == id("v8"))
        #expect(try sampleSecret(version: "blue").unusedVersionID(highestOrdinal: 1) == id("v2"))
        #expect(
            try sampleSecret(version: "v2147483648").unusedVersionID(highestOrdinal: 2_147_483_647)
                == id("v2147483649")
        )
        #expect(try sampleSecret(version: "v-5").unusedVersionID(highestOrdinal: 0) == id("v1"))
    }

    @Test func `a version is found by id, by stage, by both, and else is the current one`() throws {
        let secret = try sampleSecret().putting("v2")
        #expect(try secret.version(id: nil, stage: nil).id == id("v2"))
        #expect(try secret.version(id: id("v1"), stage: nil).id == id("v1"))
        #expect(try secret.version(id: nil, stage: "ACSPrevious").id == id("v1"))
        #expect(try secret.version(id: id("v1"), stage: "ACSPrevious").id == id("v1"))
        #expect(throws: Refusal.secretVersionNotFound(secret.name, version: id("v1"), stage: "ACSCurrent")) {
            try secret.version(id: id("v1"), stage: "ACSCurrent")
        }
        #expect(throws: Refusal.secretVersionNotFound(secret.name, version: nil, stage: "blue")) {
            try secret.version(id: nil, stage: "blue")
        }
    }

    @Test func `a value has at most 65536 bytes`() throws {
        try ValueRule.check(Material([]))
        try ValueRule.check(Material(repeatElement(7, count: 65_536)))
        #expect(throws: Refusal.valueTooLarge(limit: 65_536)) {
            try ValueRule.check(Material(repeatElement(7, count: 65_537)))
        }
    }

    @Test func `a version is put at ACSCurrent unless stages are given`() throws {
        #expect(try NewSecretVersion().stages == ["ACSCurrent"])
        #expect(try NewSecretVersion(stages: ["b", "a", "b"]).stages == ["a", "b"])
    }

    @Test(
        arguments: [
            [], ["a b"], [""], [String(repeating: "s", count: 65)], ["ACSCurrent", "ACSPrevious"],
            (1...9).map { "stage\($0)" },
        ]
    )
    func `a version is put with 1 to 8 well-formed stages, and ACSPrevious is not given with ACSCurrent`(
        stages: [String]
    ) throws {
        #expect(refusedField { _ = try NewSecretVersion(stages: stages) } == "stages")
    }
}

/// The generator of Steele, Lea and Flood (2014): short, and the same everywhere.
private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
