// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import SyncEngine
import SyncModel
import Testing

@Suite
struct WorldTests {
    @Test(arguments: Faults.profiles.indices)
    func `once faults end everything becomes equal, and nothing wrong happens on the way`(profile: Int) {
        let faults = Faults.profiles[profile]
        // 30 and 40 found a key taken for confirmed because its old place was passed.
        for seed in Array(UInt64(1)...12) + [30, 40] {
            let world = World(seed: seed, faults: faults, resources: Int(seed % 40) + 6)
            world.run()
            #expect(world.violations == [])
        }
    }
}
