// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI

extension DaemonConnection {
    /// The most elements that a page has, by the contract.
    static let pageLimit = 1000

    /// Gives the pages of a list one after another, `limit` elements in all; nil: to its end.
    func pages<Method: Listing>(
        _ method: Method.Type,
        _ parameters: Method.Parameters,
        limit: Int? = nil,
        each: (Answer<Method>, Method.Reply) throws -> Void
    ) throws {
        var left = limit ?? .max
        var after: String?
        repeat {
            let asked = min(left, DaemonConnection.pageLimit)
            let answer = try read(method, Method.page(parameters, after: after, limit: asked))
            let reply = try answer.reply()
            try each(answer, reply)
            left -= Method.rows(of: reply).count
            after = Method.next(of: reply)
        } while after != nil && left > 0
    }
}
