// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// What a replica holds of a resource: all that ordering needs.
package struct HeldVersion: Sendable, Hashable {
    /// The epoch under which it was applied.
    package var epoch: Epoch
    /// The revision that was applied.
    package var revision: Revision
    /// The keyed digest of what was applied; nil only for rows that no primary ever sent.
    package var digest: Digest?

    /// Puts the parts together.
    package init(epoch: Epoch, revision: Revision, digest: Digest?) {
        self.epoch = epoch
        self.revision = revision
        self.digest = digest
    }
}

/// What a replica does with a push: all ordering between pushes lives here (design, section 4).
package enum ApplyRule {
    /// The answer of the rule.
    package enum Decision: Sendable, Hashable {
        /// Write what was pushed.
        case apply
        /// Hold what is held: the push is older, or the same.
        case keep
        /// The same revision with other content: never overwritten silently.
        case conflict
    }

    /// Decides by epoch, revision and digest; the push's epoch was checked against the association's before.
    package static func decide(held: HeldVersion?, pushed: HeldVersion) -> Decision {
        guard let held else { return .apply }
        if held.epoch < pushed.epoch { return .apply }
        if pushed.revision > held.revision { return .apply }
        if pushed.revision < held.revision { return .keep }
        return pushed.digest == held.digest ? .keep : .conflict
    }
}
