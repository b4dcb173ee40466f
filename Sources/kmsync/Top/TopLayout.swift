// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel

/// How many columns and rows a terminal has.
struct TerminalSize: Equatable {
    let columns: Int
    let rows: Int
}

/// The picture of a state at a size: exactly as many lines as there are rows, none longer than a row.
struct TopLayout {
    /// What is drawn, and what the state is to know about it.
    struct Picture {
        var lines: [StyledLine] = []
        var offsets: [TopState.Section: Int] = [:]
        var pageSizes: [TopState.Section: Int] = [:]
    }

    /// Fewer rows than these have no line of keys at the bottom.
    private static let leastForFooter = 6

    /// Fewer rows than these have no blank line between sections.
    private static let leastForGaps = 18

    /// Figures that are older are not those of this moment, however long the interval is.
    private static let longestFreshness = Duration.seconds(6)

    let state: TopState
    let size: TerminalSize
    let now: ContinuousClock.Instant
    let wall: Timestamp

    func picture() -> Picture {
        var picture = Picture()
        picture.lines = TopHeading(layout: self).lines()
        let footer = size.rows >= TopLayout.leastForFooter ? [self.footer] : []
        let room = size.rows - picture.lines.count - footer.count
        if state.showsHelp {
            picture.lines += TopLayout.help.prefix(max(0, room)).map { StyledLine($0) }
        } else if room > 0 {
            place(TopSections(layout: self).lists(), in: room, of: &picture)
        }
        picture.lines = Array(picture.lines.prefix(size.rows - footer.count))
        picture.lines += Array(repeating: StyledLine(), count: size.rows - footer.count - picture.lines.count)
        picture.lines = (picture.lines + footer).map { $0.clipped(to: size.columns) }
        return picture
    }

    /// Whether the figures shown are those of this moment.
    var isFresh: Bool {
        guard !state.isPaused, state.contact == .answering, let look = state.shown.look else { return false }
        if let resumedAt = state.resumedAt, look.askedAt < resumedAt { return false }
        return look.askedAt.duration(to: now) <= TopLayout.longestFreshness
    }

    private var footer: StyledLine {
        let section =
            switch state.focus {
            case .replicas: "replicas"
            case .failures: "failures"
            case .events: "events"
            case .instances: "instances"
            }
        let order =
            switch state.order {
            case .worst: "worst first"
            case .lag: "by lag"
            case .pending: "by pending"
            case .name: "by name"
            }
        return StyledLine(
            "q quit  ? help  p \(state.isPaused ? "go on" : "pause")  s sort: \(order)  Tab, j, k scroll: \(section)",
            .faint
        )
    }

    private static let help = [
        "",
        "q           quit",
        "p, space    hold the display still; again: go on",
        "s           sort replicas: worst first, by lag, by pending, by name",
        "Tab         choose the list to scroll",
        "j k ↓ ↑     scroll it; PgDn, PgUp, g and G: by pages, to its ends",
        "Ctrl-L      draw anew",
        "?           back",
        "",
        "LAG   age of the oldest change that the replica has not confirmed: what would be lost now",
        "RATE  changes that it confirmed a second since the last look",
        "`kmsync status` has every cause in full, `kmsync resource explain` the story of one resource.",
    ]

    /// Shares the room, the replicas' list growing twice as fast as the others, and cuts each list to its share.
    private func place(_ lists: [TopList], in room: Int, of picture: inout Picture) {
        let gap = size.rows >= TopLayout.leastForGaps ? 1 : 0
        var left = room
        var shares: [Int] = []
        for list in lists {
            // A heading and a row, or the section is not there.
            let least = min(2, list.wanted) + gap
            guard left >= least else { break }
            shares.append(least - gap)
            left -= least
        }
        while left > 0, !shares.isEmpty {
            let before = left
            for index in [0] + shares.indices where left > 0 && shares[index] < lists[index].wanted {
                shares[index] += 1
                left -= 1
            }
            if left == before { break }
        }
        for (list, share) in zip(lists, shares) {
            if gap > 0 { picture.lines.append(StyledLine()) }
            let rows = share - 1
            let offset = max(0, min(state.offsets[list.section] ?? 0, list.rows.count - rows))
            picture.offsets[list.section] = offset
            picture.pageSizes[list.section] = rows
            picture.lines.append(list.heading(offset: offset, rows: rows, width: size.columns))
            picture.lines += list.rows[offset..<min(list.rows.count, offset + rows)]
        }
    }
}

/// A section of the screen.
struct TopList {
    let section: TopState.Section
    /// The heading, then the rows.
    let lines: [StyledLine]
    /// How many there are, where the rows are only the first of them.
    let total: Int?

    var rows: ArraySlice<StyledLine> { ArraySlice(Array(lines.dropFirst())) }

    /// Lines that show all of it.
    var wanted: Int { lines.count }

    /// The heading, with the place in the list at its end where not all is shown and there is room to say so.
    func heading(offset: Int, rows: Int, width: Int) -> StyledLine {
        guard var line = lines.first else { return StyledLine() }
        let count = max(total ?? 0, self.rows.count)
        let place = "  \(offset + 1)-\(min(offset + rows, self.rows.count))/\(count)"
        let room = width - line.columns - place.columns
        guard rows < count, room >= 0 else { return line }
        line.add(String(repeating: " ", count: room))
        line.add(place, .faint)
        return line
    }
}
