// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import Varlink

/// Reads again what an event names, and prints the rows that are not as they were printed last.
struct ResourceWatch {
    private typealias Method = SynchronizationInterface.ListSynchronizedResources
    private typealias Row = SynchronizationInterface.SynchronizedResource

    /// Most rows that are remembered; with more, rows may be printed that did not change.
    private static let maximumRemembered = 100_000

    private let parameters: SynchronizationInterface.ListSynchronizedResources.Parameters
    private let json: Bool
    private let screen: Screen
    private var table: Table
    private var printed: [String: ArraySlice<UInt8>] = [:]

    init(
        _ parameters: SynchronizationInterface.ListSynchronizedResources.Parameters,
        json: Bool,
        screen: Screen
    ) {
        self.parameters = parameters
        self.json = json
        self.screen = screen
        table = Table(ResourceTable.columns, screen)
    }

    /// Goes on until the daemon closes the connection, which is thrown.
    mutating func run(reading daemon: DaemonConnection, events: VarlinkClient) throws {
        // Subscribed before the first reading, so that nothing falls between the two.
        let filter = MonitorInterface.Subscribe.Parameters(
            instanceId: parameters.primaryInstanceId,
            replicaInstanceId: parameters.replicaInstanceId
        )
        try events.send(MonitorInterface.Subscribe.name, JSONObject.encode(filter), mode: .more)
        try events.flush()
        try printChanges(daemon, resourceID: nil)
        while true {
            let header = try events.receive()
            let reply = Answer<MonitorInterface.Subscribe>(json: try header.result())
            try printChanges(daemon, resourceID: try reply.reply().event.resourceId)
            guard header.continues else { throw VarlinkClientError.connectionClosed }
        }
    }

    private mutating func printChanges(_ daemon: DaemonConnection, resourceID: String?) throws {
        var asked = parameters
        asked.resourceId = resourceID
        try daemon.pages(Method.self, asked) { answer, reply in
            let elements = try JSONPieces.elements(of: try answer.rows())
            let changed = zip(reply.resources, elements).filter { row, element in hasChanged(row, element) }
            if json {
                for (_, element) in changed { StandardOutput.write(element + [UInt8(ascii: "\n")]) }
            } else if !changed.isEmpty {
                let now = Screen(color: screen.color, legend: screen.legend, now: .current)
                StandardOutput.write(table.lines(changed.map { ResourceTable.row($0.0, now) }))
            }
        }
    }

    private mutating func hasChanged(_ row: Row, _ element: ArraySlice<UInt8>) -> Bool {
        let key = "\(row.replicaInstanceId) \(row.resourceId)"
        if let last = printed[key], last.elementsEqual(element) { return false }
        if printed.count >= ResourceWatch.maximumRemembered, printed[key] == nil { printed.removeAll() }
        printed[key] = ArraySlice(Array(element))
        return true
    }
}
