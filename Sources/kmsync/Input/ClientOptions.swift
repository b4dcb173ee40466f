// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import ArgumentParser
import Glibc
import SyncModel

/// What every verb accepts.
struct ClientOptions: ParsableArguments {
    @OptionGroup var daemon: SocketOption

    @Flag(help: "Print what the daemon replied, as JSON.")
    var json = false

    @Flag(help: "Leave out the heading of tables.")
    var noLegend = false

    /// The socket to connect to.
    var socketPath: String { daemon.socketPath }

    /// How tables are to look on this standard output.
    var screen: Screen {
        Screen(
            color: Screen.isColored,
            legend: !noLegend,
            now: .current
        )
    }
}

/// The value of an environment variable.
func environmentVariable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}

extension Timestamp {
    /// The wall clock.
    static var current: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
