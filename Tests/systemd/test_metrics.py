# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""Metrics inside the sandbox: by the client, over loopback, and over a Unix socket that Prometheus' group may use."""

from service import ServiceTest, UNIT

SCRAPE = r"""
import socket, sys
address = sys.argv[1]
if address.startswith("/"):
    peer = socket.socket(socket.AF_UNIX); peer.connect(address)
else:
    host, port = address.rsplit(":", 1)
    peer = socket.create_connection((host, int(port)), 10)
peer.settimeout(10)
peer.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\nAccept: application/openmetrics-text; version=1.0.0\r\nConnection: close\r\n\r\n")
answer = b""
while piece := peer.recv(65536):
    answer += piece
sys.stdout.write(answer.decode())
"""


class MetricsTest(ServiceTest):
    def scrape(self, address, user=None):
        return self.box.try_run("python3", "-c", SCRAPE, address, user=user)

    def test_01_the_client_prints_them_and_promtool_has_nothing_to_say(self):
        self.make_site("beijing")
        self.put("shop/db", "a value")
        self.kmsync("wait hangzhou --timeout 30s")
        text = self.kmsync("metrics")
        self.assertTrue(text.rstrip().endswith("# EOF"))
        self.assertRegex(text, r'(?m)^kmsync_replica_lag_seconds\{[^}]*replica="beijing"[^}]*\} 0(\.0)?$')
        self.assertNotIn("shop/db", text)

    def test_02_without_being_asked_for_nothing_listens(self):
        self.assertEqual(self.box.sh("ss -Hltn | wc -l").strip(), "0")

    def test_03_over_loopback(self):
        self.configure("metrics:\n  listen: 127.0.0.1:9744\n")
        self.restart()
        result = self.scrape("127.0.0.1:9744")
        self.assertIn("HTTP/1.1 200", result.out, result)
        self.assertIn("kmsync_build_info", result.out)
        checked = self.box.try_run("promtool", "check", "metrics", stdin=self.plain())
        self.assertEqual((checked.status, checked.out + checked.err), (0, ""))

    def plain(self):
        """The older form, as promtool reads it."""
        return self.box.run("python3", "-c", "import urllib.request as r; print(r.urlopen('http://127.0.0.1:9744/metrics').read().decode(), end='')")

    def test_04_over_a_unix_socket(self):
        self.configure("metrics:\n  listen: /run/kmsync/metrics\n")
        self.restart()
        self.assertIn("kmsync_build_info", self.scrape("/run/kmsync/metrics").out)

    def test_05_no_address_of_the_network(self):
        self.configure("metrics:\n  listen: 0.0.0.0:9744\n")
        self.assertNotEqual(self.box.try_run("systemctl", "restart", UNIT).status, 0)
        self.assertEqual(self.box.show(UNIT, "ExecMainStatus"), "78")
        self.configure("")
        self.restart()
        self.assertEqual(self.value("shop/db"), "a value")
