// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ControlAPI
import SyncModel
import Testing
import Varlink

@testable import ControlServer

struct MethodTableTests {
    private static let later: Set<String> = ["io.kmsync.Synchronization.VerifyReplica"]

    @Test
    func `every described method is served, apart from those of a later version`() {
        let described = ControlInterfaces.all.flatMap { interface in
            interface.methodNames.map { "\(interface.name).\($0)" }
        }
        #expect(MethodTable.rows.map(\.name).sorted() == Set(described).subtracting(Self.later).sorted())
    }

    @Test
    func `changes of keys and secrets have the lane of their instance, and nothing else has one`() {
        let changing = ["Create", "Import", "Put", "Enable", "Disable", "Update", "Schedule", "Cancel"]
        let expected = MethodTable.rows.map(\.name).filter { name in
            let method = name.split(separator: ".")[3]
            return (name.hasPrefix("io.kmsync.Keys.") || name.hasPrefix("io.kmsync.Secrets."))
                && (changing + ["Delete", "Restore"]).contains { method.hasPrefix($0) }
        }
        #expect(MethodTable.rows.filter { $0.lane != .exclusive }.map(\.name) == expected)
        #expect(expected.count == 13)
    }

    @Test
    func `what may take long to make holds up the calls behind it, which would take effect before it`() {
        func lane(_ spec: String) -> String? {
            LaneRule.creationsOfKeys.lane(of: Array(#"{"instanceId":"a"\#(spec),"tags":{"spec":"rsa_2048"}}"#.utf8))
        }
        for spec in KeySpec.allCases {
            let takesLong = [.rsa2048, .rsa3072, .rsa4096].contains(spec)
            #expect(lane(#","spec":"\#(spec.rawValue)""#) == (takesLong ? nil : "a"))
        }
        #expect(lane("") == "a" && lane(#","spec":null"#) == "a")
        let name = KeysInterface.RotateKey.name
        #expect(MethodTable.rows.first { $0.name == name }?.lane == .exclusive)
    }

    @Test(arguments: [
        (#"{"instanceId":"a","keyId":"k"}"#, "a"),
        (#"{"tags":{"instanceId":"b"},"value":"\"instanceId\":\"c\"","instanceId":"a"}"#, "a"),
        (#"{"keyId":"k"}"#, nil),
        (#"{"instanceId":7}"#, nil),
        (#"["instanceId","a"]"#, nil),
        (#"{"#, nil),
    ])
    func `the lane is the instance that the parameters name`(json: String, lane: String?) {
        #expect(LaneRule.changesOfInstance.lane(of: Array(json.utf8)) == lane)
        #expect(LaneRule.exclusive.lane(of: Array(json.utf8)) == nil)
    }
}
