// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Who holds how many connections, and whether there is room for another.
struct ConnectionCensus {
    private let maximumConnections: Int
    private let maximumConnectionsForEachUser: Int
    private let connectionsKeptForAdministrators: Int
    private var countByUser: [UInt32: Int] = [:]

    /// All connections that were admitted and did not leave.
    private(set) var count = 0

    /// Nobody is connected yet.
    init(configuration: ServerConfiguration) {
        maximumConnections = configuration.maximumConnections
        maximumConnectionsForEachUser = configuration.maximumConnectionsForEachUser
        connectionsKeptForAdministrators = configuration.connectionsKeptForAdministrators
    }

    /// Counts a connection in, if there is room for it.
    mutating func admit(uid: UInt32, _ admission: Admission) -> Bool {
        switch admission {
        case .administrator:
            guard count < maximumConnections else {
                return false
            }
        case .other:
            let ofUser = countByUser[uid, default: 0]
            guard count < maximumConnections - connectionsKeptForAdministrators, ofUser < maximumConnectionsForEachUser
            else {
                return false
            }
            countByUser[uid] = ofUser + 1
        case .refused:
            return false
        }
        count += 1
        return true
    }

    /// Counts a connection out that was admitted in the same way.
    mutating func leave(uid: UInt32, _ admission: Admission) {
        count -= 1
        guard admission == .other, let ofUser = countByUser[uid] else {
            return
        }
        countByUser[uid] = ofUser > 1 ? ofUser - 1 : nil
    }
}
