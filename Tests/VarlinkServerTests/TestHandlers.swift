// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Synchronization
import Varlink

@testable import VarlinkServer

/// The handlers of the test service, and what they met.
final class TestHandlers: Sendable {
    struct Held: Sendable {
        let name: String
        let responder: Responder
    }

    struct Hold: Codable, Sendable {
        var name: String
        var lane: String?
    }

    struct Identity: Codable, Sendable, Equatable {
        var uid: UInt32
        var gid: UInt32
        var pid: Int32
        var groups: [UInt32]
    }

    static let description = InterfaceDescription(
        name: "org.example.test",
        text: """
            interface org.example.test
            method Echo(text: string) -> (text: string)
            method Nothing() -> ()
            # With "more": the numbers from 1.
            method Count(to: int) -> (number: int)
            # Answered when the test says so; calls of one lane may overlap.
            method Hold(name: string, lane: ?string) -> (name: string)
            # Changes nothing.
            method Look() -> ()
            method Refuse() -> ()
            method Forget() -> ()
            method SayNumber() -> ()
            method Missing() -> ()
            method WhoAmI() -> (uid: int, gid: int, pid: int, groups: []int)
            error Refused (reason: string)

            """
    )

    /// Calls of `Hold` that have started, in order.
    let held = Ledger<Held>()

    /// The names of held calls whose peer went away.
    let gone = Ledger<String>()

    /// The mistakes of handlers.
    let defects = Ledger<ServerDefect>()

    /// One entry for each `Nothing` that was served.
    let served = Ledger<Int>()

    /// One entry for each `Look` that was served.
    let looked = Ledger<Int>()

    /// So that a test may drain before its end.
    let hasDrained = Mutex(false)

    /// The handlers by qualified names; `Missing` has none.
    var handlers: [String: Handler] {
        [
            "org.example.test.Echo": typed([String: String].self) { _, parameters, responder in
                responder.reply(parameters)
            },
            "org.example.test.Nothing": Handler { [served] call, responder in
                served.append(call.connection)
                responder.reply()
            },
            "org.example.test.Count": typed([String: Int].self) { call, parameters, responder in
                guard call.more else {
                    return responder.fail(.expectedMore)
                }
                let last = parameters["to", default: 0]
                for number in 1..<max(last, 1) {
                    responder.progress(["number": number])
                }
                responder.reply(["number": last])
            },
            "org.example.test.Hold": hold,
            "org.example.test.Look": Handler(changesNothing: true) { [looked] call, responder in
                looked.append(call.connection)
                responder.reply()
            },
            "org.example.test.Refuse": Handler { _, responder in
                responder.fail(VarlinkError(name: "org.example.test.Refused", parameters: ["reason": "so"]))
                responder.reply()
            },
            "org.example.test.Forget": Handler { _, _ in },
            "org.example.test.SayNumber": Handler { _, responder in
                responder.reply(7)
            },
            "org.example.test.WhoAmI": Handler { call, responder in
                let peer = call.peer
                responder.reply(Identity(uid: peer.uid, gid: peer.gid, pid: peer.pid, groups: peer.groups))
            },
        ]
    }

    private var hold: Handler {
        Handler(
            // ignoring: parameters without a lane are decoded below.
            lane: { (try? $0.parameters(as: Hold.self))?.lane },
            handle: { [held, gone] call, responder in
                do throws(VarlinkError) {
                    let name = try call.parameters(as: Hold.self).name
                    responder.onDisconnect { gone.append(name) }
                    held.append(Held(name: name, responder: responder))
                } catch {
                    responder.fail(error)
                }
            }
        )
    }

    private func typed<Parameters: Decodable & SendableMetatype>(
        _ type: Parameters.Type,
        _ body: @escaping @Sendable (VarlinkCall, Parameters, Responder) -> Void
    ) -> Handler {
        Handler { call, responder in
            do throws(VarlinkError) {
                body(call, try call.parameters(as: Parameters.self), responder)
            } catch {
                responder.fail(error)
            }
        }
    }
}

extension TestHandlers.Held {
    /// Answers with its own name.
    func release() {
        responder.reply(["name": name])
    }
}
