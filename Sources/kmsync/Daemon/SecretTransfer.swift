// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SecretImport
import Varlink

/// Brings secrets to an instance with many calls under way: creates each; one that is there is read, and updated or let be.
///
/// Creations that follow each other share commits; a read between two of them would keep them apart.
struct SecretTransfer {
    /// Most calls that wait for their reply; the daemon takes 64.
    static let maximumOutstanding = 32

    /// What a call was for.
    private enum Step {
        case read
        case create
        case put
    }

    /// A secret that the instance did not take.
    struct Refusal: Encodable, Equatable {
        let name: String
        let reason: String
    }

    /// How it went.
    struct Summary: Encodable, Equatable {
        var created = 0
        var updated = 0
        var unchanged = 0
        var refused: [Refusal] = []

        /// Secrets that are dealt with.
        var count: Int { created + updated + unchanged + refused.count }

        /// One line.
        var text: String {
            "\(created) created, \(updated) updated, \(unchanged) unchanged, \(refused.count) refused\n"
        }
    }

    private let instance: String
    private let secrets: [ImportedSecret]
    private var next = 0
    private var changes: [(index: Int, step: Step)] = []
    private var outstanding: [(index: Int, step: Step)] = []
    private(set) var summary = Summary()

    init(instance: String, secrets: [ImportedSecret]) {
        self.instance = instance
        self.secrets = secrets
    }

    /// Sends and receives until all are dealt with; `progress` is given the summary after each reply.
    ///
    /// Throws what breaks the connection; what the daemon refuses for one secret is in the summary.
    mutating func run(over client: VarlinkClient, progress: (Summary) -> Void) throws {
        while summary.count < secrets.count {
            while outstanding.count < SecretTransfer.maximumOutstanding, let (index, step) = nextCall() {
                try send(index, step, over: client)
            }
            let (index, step) = outstanding.removeFirst()
            try settle(index, step, try client.receive(timeout: DaemonConnection.replyTimeout))
            progress(summary)
        }
    }

    private mutating func nextCall() -> (index: Int, step: Step)? {
        if !changes.isEmpty { return changes.removeFirst() }
        while next < secrets.count {
            defer { next += 1 }
            if secrets[next].value.count <= InputBytes.maximumSecretValue { return (next, .create) }
            refuse(next, Failure(ControlError.valueTooLarge(limit: InputBytes.maximumSecretValue)))
        }
        return nil
    }

    private mutating func send(_ index: Int, _ step: Step, over client: VarlinkClient) throws {
        let name = secrets[index].name
        switch step {
        case .read:
            let parameters = SecretsInterface.GetSecretValue.Parameters(instanceId: instance, name: name)
            try client.send(SecretsInterface.GetSecretValue.name, JSONObject.encode(parameters))
        case .create:
            let parameters = SecretsInterface.CreateSecret.Parameters(
                instanceId: instance,
                name: name,
                value: ConcealedText(base64Of: secrets[index].value)
            )
            try client.send(SecretsInterface.CreateSecret.name, JSONObject.encode(parameters))
        case .put:
            let parameters = SecretsInterface.PutSecretValue.Parameters(
                instanceId: instance,
                name: name,
                value: ConcealedText(base64Of: secrets[index].value)
            )
            try client.send(SecretsInterface.PutSecretValue.name, JSONObject.encode(parameters))
        }
        outstanding.append((index, step))
    }

    private mutating func settle(_ index: Int, _ step: Step, _ reply: ReplyHeader) throws {
        do {
            let json = try reply.result()
            switch step {
            case .create: summary.created += 1
            case .put: summary.updated += 1
            case .read:
                let present = try Answer<SecretsInterface.GetSecretValue>(json: json).reply().value
                if present.base64Bytes == secrets[index].value {
                    summary.unchanged += 1
                } else {
                    changes.append((index, .put))
                }
            }
        } catch let error as VarlinkError {
            switch (step, ControlError(error)) {
            // What holds for one secret holds for all: said once, as the error of the command.
            case (_, .instanceNotFound), (_, .instanceReadOnly), (_, .permissionDenied): throw error
            case (.create, .secretExists): changes.append((index, .read))
            // Somebody deleted it in between.
            case (.read, .secretNotFound): changes.append((index, .create))
            default: refuse(index, Failure(error))
            }
        }
    }

    private mutating func refuse(_ index: Int, _ failure: Failure) {
        summary.refused.append(Refusal(name: secrets[index].name, reason: failure.sentence))
    }
}
