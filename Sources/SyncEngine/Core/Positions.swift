// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

package import SyncModel

/// How far a replica has confirmed the feed: the backfill up to its end, and the live part after that.
package struct Positions: Sendable, Hashable {
    /// Everything up to this is confirmed or set aside.
    package var backfill: SequenceNumber
    /// The head at association; the backfill is done when it is reached.
    package var backfillEnd: SequenceNumber
    /// Everything after `backfillEnd` up to this is confirmed or set aside.
    package var live: SequenceNumber

    /// Puts the parts together.
    package init(backfill: SequenceNumber, backfillEnd: SequenceNumber, live: SequenceNumber) {
        self.backfill = backfill
        self.backfillEnd = backfillEnd
        self.live = live
    }

    /// Whether the backfill is done, for good.
    package var isBackfilled: Bool { backfill >= backfillEnd }

    /// The one number that people see: the backfill until it is done, then the live position.
    package var applied: SequenceNumber { isBackfilled ? live : backfill }

    /// Whether this place is confirmed or set aside.
    package func cover(_ sequence: SequenceNumber) -> Bool {
        sequence <= backfill || (sequence > backfillEnd && sequence <= live)
    }
}
