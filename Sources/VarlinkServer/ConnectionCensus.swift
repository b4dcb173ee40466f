// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

/// Who holds how many connections, and whether there is room for another.
struct ConnectionCensus {
    /// What becomes of a peer that comes.
    enum Entry: Equatable {
        case admitted
        /// By the policy.
        case refused
        /// So many connections of its user, or of all that are no administrators, or of all, are there.
        case full(limit: Int)
    }

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
    mutating func admit(uid: UInt32, _ admission: Admission) -> Entry {
        switch admission {
        case .administrator:
            guard count < maximumConnections else {
                return .full(limit: maximumConnections)
            }
        case .other:
            let ofUser = countByUser[uid, default: 0]
            let forOthers = maximumConnections - connectionsKeptForAdministrators
            guard ofUser < maximumConnectionsForEachUser else {
                return .full(limit: maximumConnectionsForEachUser)
            }
            guard count < forOthers else {
                return .full(limit: forOthers)
            }
            countByUser[uid] = ofUser + 1
        case .refused:
            return .refused
        }
        count += 1
        return .admitted
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
