// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Foundation
import Testing

/// The reference client, PyPI's `varlink`, against the server: what it makes of us is what other clients will.
struct PythonClientTests {
    // Installed once for a machine; a fresh directory would fetch the package at every run.
    private static let packages = NSTemporaryDirectory() + "/varlink-test-python"

    private static let isInstalled: Bool = {
        if run(["-c", "import varlink"]).status == 0 {
            return true
        }
        let install = run(["-m", "pip", "install", "--quiet", "--target", packages, "varlink"])
        if install.status == 0 {
            return true
        }
        print("SKIPPED: the tests with PyPI's varlink client, as it cannot be installed: \(install.output)")
        return false
    }()

    private static func run(_ arguments: [String]) -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONPATH": packages]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        do {
            try process.run()
            let output = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: output, as: UTF8.self))
        } catch {
            return (-1, "\(error)")
        }
    }

    private static let script = """
        import sys, varlink
        client = varlink.Client(address="unix:" + sys.argv[1])
        with client.open("org.varlink.service") as service:
            info = service.GetInfo()
        assert info["product"] == "p", info
        assert info["interfaces"] == ["org.varlink.service", "org.example.test"], info
        assert sorted(client.get_interfaces()) == sorted(info["interfaces"])
        with client.open("org.example.test") as test:
            assert test.Echo(text="h\\u00e9llo \\U0001f600")["text"] == "h\\u00e9llo \\U0001f600"
            assert test.Nothing() == {}
            assert [r["number"] for r in test.Count(to=5, _more=True)] == [1, 2, 3, 4, 5]
            assert test.WhoAmI()["pid"] > 0
            try:
                test.Refuse()
                raise AssertionError("not refused")
            except varlink.VarlinkError as error:
                assert error.error() == "org.example.test.Refused", error
                assert error.parameters()["reason"] == "so", error
            try:
                test.Missing()
                raise AssertionError("not missing")
            except varlink.MethodNotImplemented as error:
                pass
            assert test.Nothing(_oneway=True) is None
            assert test.Echo(text="after")["text"] == "after"
        try:
            client.get_interface("org.example.none")
            raise AssertionError("not unknown")
        except varlink.InterfaceNotFound:
            pass
        print("done")
        """

    @Test(.enabled("needs Python and PyPI") { Self.isInstalled })
    func `the reference client introspects, calls, streams and meets errors`() throws {
        try TestService.run { service in
            let (status, output) = Self.run(["-c", Self.script, service.path])
            #expect(status == 0 && output == "done\n", "\(output)")
        }
    }
}
