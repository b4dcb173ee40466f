// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Simulator
import Yams

/// What is wrong with a scenario, and where.
struct ScenarioError: Error, CustomStringConvertible {
    var description: String
}

/// Reads a scenario from YAML; what it does not know is refused with its line.
struct ScenarioReader {
    let path: String

    func read(_ text: String, name: String) throws -> Scenario {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ScenarioError(description: "\(path): \(error)")
        }
        guard let root else { throw ScenarioError(description: "\(path): the file is empty") }
        let top = try map(root, ["summary", "hours", "workload", "replicas", "faults", "targets"])
        let targets = try top["targets"].map(targets) ?? Scenario.Targets()
        return Scenario(
            name: name,
            summary: top["summary"]?.string ?? "",
            duration: try number(top["hours"], or: 1, in: 0.001...8784) * 3600,
            replicas: try list(top["replicas"], at: root).map(replica),
            workload: try workload(top["workload"]),
            faults: try list(top["faults"], at: root, mayBeMissing: true).map(fault),
            targets: targets
        )
    }

    private func replica(_ node: Node) throws -> Scenario.Replica {
        let keys = try map(node, ["name", "latencyMilliseconds", "covers", "joinsAtPercent", "zone"])
        guard let name = keys["name"]?.string, !name.isEmpty else { throw error(node, "a replica needs a name") }
        var replica = Scenario.Replica(name: name)
        if let latency = keys["latencyMilliseconds"] {
            let bounds = try list(latency, at: node).map { try number($0, or: 0, in: 0.001...60_000) }
            guard bounds.count == 2, bounds[0] <= bounds[1] else {
                throw error(latency, "latencyMilliseconds is a list of the least and the most")
            }
            replica.latency = bounds[0]...bounds[1]
        }
        switch keys["covers"]?.string ?? "all" {
        case "all": replica.coversAll = true
        case "selected": replica.coversAll = false
        default: throw error(node, "covers is 'all' or 'selected'")
        }
        replica.joins = try number(keys["joinsAtPercent"], or: 0, in: 0...100) / 100
        replica.zone = keys["zone"]?.string ?? replica.zone
        return replica
    }

    private func workload(_ node: Node?) throws -> Scenario.Workload {
        guard let node else { return Scenario.Workload(resources: 1000) }
        let keys = try map(node, ["resources", "keyShare", "changesPerSecond", "urgentShare"])
        return Scenario.Workload(
            resources: Int(try number(keys["resources"], or: 1000, in: 1...1_000_000)),
            keyShare: try number(keys["keyShare"], or: 0.25, in: 0...1),
            changesPerSecond: try number(keys["changesPerSecond"], or: 1, in: 0...1000),
            urgentShare: try number(keys["urgentShare"], or: 0.1, in: 0...1)
        )
    }

    private func fault(_ node: Node) throws -> PlannedFault {
        let keys = try map(node, ["kind", "replica", "beginsAtPercent", "lastsPercent", "amount", "times"])
        guard let text = keys["kind"]?.string, let kind = PlannedFault.Kind(rawValue: text) else {
            let kinds = PlannedFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw error(node, "the kind of a fault is one of \(kinds)")
        }
        return PlannedFault(
            kind,
            replica: keys["replica"]?.string,
            begins: try number(keys["beginsAtPercent"], or: 0, in: 0...100) / 100,
            lasts: try number(keys["lastsPercent"], or: 0, in: 0...100) / 100,
            amount: try number(keys["amount"], or: 0, in: 0...1_000_000),
            times: Int(try number(keys["times"], or: 1, in: 1...1000))
        )
    }

    private func targets(_ node: Node) throws -> Scenario.Targets {
        let keys = try map(node, ["recoveryPointSeconds", "recoveryTimeSeconds"])
        return Scenario.Targets(
            recoveryPoint: try number(keys["recoveryPointSeconds"], or: 5, in: 0...1_000_000),
            recoveryTime: try number(keys["recoveryTimeSeconds"], or: 600, in: 0...1_000_000)
        )
    }

    private func map(_ node: Node, _ known: Set<String>) throws -> [String: Node] {
        guard let mapping = node.mapping else { throw error(node, "a mapping of keys is expected here") }
        var found: [String: Node] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            guard known.contains(name) else {
                throw error(key, "unknown key '\(name)'; there are \(known.sorted().joined(separator: ", "))")
            }
            found[name] = value
        }
        return found
    }

    private func list(_ node: Node?, at parent: Node, mayBeMissing: Bool = false) throws -> [Node] {
        guard let node else {
            if mayBeMissing { return [] }
            throw error(parent, "a list is missing: replicas")
        }
        guard let sequence = node.sequence else { throw error(node, "a list is expected here") }
        return Array(sequence)
    }

    private func number(_ node: Node?, or standard: Double, in bounds: ClosedRange<Double>) throws -> Double {
        guard let node else { return standard }
        guard let number = node.float ?? node.int.map(Double.init), bounds.contains(number) else {
            throw error(node, "a number from \(bounds.lowerBound) to \(bounds.upperBound) is expected here")
        }
        return number
    }

    private func error(_ node: Node, _ text: String) -> ScenarioError {
        ScenarioError(description: "\(path):\(node.mark?.line ?? 1): \(text)")
    }
}
