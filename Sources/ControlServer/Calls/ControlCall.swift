// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncEngine
import SyncModel
import Varlink
import VarlinkServer

/// A call that passed its row's check: what its handler works with, and how it answers.
struct ControlCall<Method: ServedMethod>: Sendable {
    /// The ports.
    let services: ControlServices
    /// What the method asks of its caller.
    let access: RequiredAccess
    /// What of the call is recorded, besides a refusal.
    let audit: AuditScope
    /// By what the caller may call it.
    let permit: Permit
    /// What it is about.
    let subject: CallSubject

    private let incoming: IncomingCall
    private let answer: any Answering

    /// Puts the parts together.
    init(
        _ incoming: IncomingCall,
        access: RequiredAccess,
        audit: AuditScope,
        permit: Permit,
        subject: CallSubject,
        services: ControlServices,
        answer: any Answering
    ) {
        self.incoming = incoming
        self.access = access
        self.audit = audit
        self.permit = permit
        self.subject = subject
        self.services = services
        self.answer = answer
    }

    /// What the caller may do throughout the daemon; nil: only what it was granted.
    var callerRole: Role? { services.access.current.role(of: incoming.peer) }

    /// The final answer; `resource` is its full name where it was not known before.
    func reply(_ reply: Method.Reply, resource: ResourceID? = nil) {
        switch audit {
        case .nothing: break
        case .use: record(.used, resource: resource?.description)
        case .change where subject.isDryRun: break
        case .change: record(.changed, resource: resource?.description, detail: subject.changeDetail)
        }
        answer.reply(reply)
    }

    /// The final answer where the call fails.
    func fail(_ failure: any Error) {
        let error = VarlinkError(failure: failure, of: subject.instance)
        if error.name == ControlError.Name.permissionDenied.rawValue {
            record(.denied(required: access.role))
        } else {
            switch audit {
            case .nothing: break
            case .use: record(.useFailed(error: error.name))
            case .change where subject.isDryRun: break
            case .change: record(.changeFailed(error: error.name), detail: Self.causes(failure))
            }
        }
        answer.fail(error)
    }

    /// The codes of what a change would break.
    private static func causes(_ failure: any Error) -> String? {
        guard case SynchronizationRefusal.violations(let violations) = failure else { return nil }
        return violations.map(\.code.rawValue).joined(separator: ", ")
    }

    /// A callback that gives the final answer; `resource` says what it was about where that was not known before.
    func answering<Value, Failure: Error>(
        resource: @escaping @Sendable (Value) -> ResourceID? = { _ in nil },
        _ encode: @escaping @Sendable (Value) -> Method.Reply
    ) -> @Sendable (Result<Value, Failure>) -> Void {
        { result in
            switch result {
            case .success(let value): reply(encode(value), resource: resource(value))
            case .failure(let error): fail(error)
            }
        }
    }

    /// Sends replies as they come until the peer goes; `begin` is given what sends one, and gives what ends them.
    ///
    /// Throws `ExpectedMore` unless the caller asked for more than one reply.
    func stream(_ begin: (@escaping @Sendable (Method.Reply) -> Void) -> @Sendable () -> Void) throws(VarlinkError) {
        guard incoming.more else { throw .expectedMore }
        endWhenPeerGoes(begin { [answer] in answer.progress($0) })
    }

    /// Calls `end` when the peer goes before it is answered.
    func endWhenPeerGoes(_ end: @escaping @Sendable () -> Void) {
        answer.onDisconnect { [answer] in
            end()
            // Nobody is there to read it: it only ends the call.
            answer.reply(NoParameters())
        }
    }

    private func record(_ outcome: AuditEntry.Outcome, resource: String? = nil, detail: String? = nil) {
        services.audit.record(
            AuditEntry(
                peer: incoming.peer,
                method: Method.name,
                instanceID: subject.instanceID,
                replicaID: subject.replicaID,
                resource: resource ?? subject.resourceName,
                detail: detail,
                outcome: outcome
            )
        )
    }
}
