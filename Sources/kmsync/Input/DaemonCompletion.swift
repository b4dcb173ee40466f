// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import ControlAPI
import SyncModel
import Varlink

/// What a shell offers where an id is wanted: what the daemon has.
///
/// Silent and quick whatever happens.
enum DaemonCompletion {
    /// Longer than this a person does not wait for a list.
    private static let patience = Duration.milliseconds(500)

    /// The most resources that are offered.
    private static let limit = 1000

    static let instances = custom { try $0.instances(nil) }
    static let primaries = custom { try $0.instances([.primary, .standalone]) }
    static let keys = custom { try $0.keys() }
    static let secrets = custom { try $0.secrets() }
    static let resources = custom { question in
        try question.keys().map { "key/\($0)" } + question.secrets().map { "secret/\($0)" }
    }
    /// The replicas of the primary named before, else of every one; for a new association what can become one.
    static let replicas = custom { try $0.replicas() }
    static let specs = CompletionKind.list(KeySpec.allCases.map(\.rawValue))
    /// The codes of failures, from the contract.
    static let causes = CompletionKind.list(FailureCode.allCases.map(\.rawValue))

    private static func custom(_ answer: @escaping @Sendable (Question) throws -> [String]) -> CompletionKind {
        .custom { words, _, prefix in
            // ignoring: without a daemon, or without the right to ask it, there is nothing to offer.
            let found = (try? answer(Question(words: words))) ?? []
            return found.filter { $0.hasPrefix(prefix) && printable($0) == $0 }
        }
    }

    /// A command line that is to be completed.
    struct Question: Sendable {
        /// As the shell has them: the program, the noun, the verb, then the arguments.
        let words: [String]

        func instances(_ roles: Set<InstanceRole>?) throws -> [String] {
            try ask(InstancesInterface.ListInstances.self, NoParameters()).instances
                .filter { roles?.contains($0.role) ?? true }.map(\.instanceId)
        }

        func keys() throws -> [String] {
            guard let instance else { return [] }
            return try ask(KeysInterface.ListKeys.self, .init(instanceId: instance, limit: limit)).keys.map(\.keyId)
        }

        func secrets() throws -> [String] {
            guard let instance else { return [] }
            return try ask(SecretsInterface.ListSecrets.self, .init(instanceId: instance, limit: limit)).secrets
                .map(\.name)
        }

        func replicas() throws -> [String] {
            if words.starts(with: [words.first ?? "", "replica", "add"]) { return try candidates() }
            if words.starts(with: [words.first ?? "", "replica", "check"]) { return try candidates() }
            let all = try ask(SynchronizationInterface.ListReplicas.self, .init()).replicas
            let named = all.filter { words.contains($0.primaryInstanceId) }
            return (named.isEmpty ? all : named).map(\.replicaInstanceId)
        }

        private func candidates() throws -> [String] {
            try instances([.standalone]).filter { !words.contains($0) }
        }

        /// The first argument behind noun and verb is the instance, in every command that names something in one.
        private var instance: String? {
            var rest = words.dropFirst(3)
            while let word = rest.popFirst() {
                if word == "--socket" || word.hasPrefix("--") && !word.contains("=") && rest.count > 1 {
                    rest = rest.dropFirst()
                } else if !word.hasPrefix("-"), !word.isEmpty {
                    return word
                }
            }
            return nil
        }

        private func ask<Method: VarlinkMethod>(
            _ method: Method.Type,
            _ parameters: Method.Parameters
        ) throws -> Method.Reply {
            var socket = SocketOption()
            socket.socket = named("--socket")
            let client = try VarlinkClient(path: socket.socketPath, waiting: false)
            return try client.call(method, parameters, timeout: patience)
        }

        private func named(_ option: String) -> String? {
            if let index = words.firstIndex(of: option), index + 1 < words.count { return words[index + 1] }
            return words.first { $0.hasPrefix("\(option)=") }.map { String($0.dropFirst(option.count + 1)) }
        }
    }
}
