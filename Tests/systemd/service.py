# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""What the tests of the service share: a box with the package in it, and an administrator's commands."""

import json
import os
import shlex
import unittest
from pathlib import Path

from box import Box, HERE, UNIT_STARTED

# Set by run.py.
PACKAGE = os.environ.get("KMSYNC_PACKAGE", "")
TEST_BUILD = os.environ.get("KMSYNC_TEST_BUILD", "")

UNIT = "kmsyncd.service"
SOCKET = "kmsyncd.socket"
STATE = "/var/lib/kmsync"
CONFIGURATION = "/etc/kmsync/kmsyncd.yaml"
# Where the box sees the package, and a build that has what only test builds have.
PACKAGES, TEST_PROGRAMS = "/opt/packages", "/opt/test-build"

# Our kinds of entries: Sources/kmsyncd/Journal/MessageID.swift.
MESSAGES = Path(__file__).resolve().parents[2] / "Sources/kmsyncd/Journal/MessageID.swift"


def message_ids():
    """MESSAGE_IDs by name, as the program has them."""
    lines = (line.split('"') for line in MESSAGES.read_text().splitlines() if " case " in f" {line}" and '"' in line)
    return {before.split()[1]: number for before, number, _ in lines}


ID = message_ids()


# A call of the interface that only test builds have.
SWITCH = r"""
import json, socket, sys
call = {"method": "io.kmsync.Test." + sys.argv[1], "parameters": json.loads(sys.argv[2])}
with socket.socket(socket.AF_UNIX) as peer:
    peer.settimeout(30)
    peer.connect("/run/kmsync/io.kmsync")
    peer.sendall(json.dumps(call).encode() + b"\0")
    answer = b""
    while not answer.endswith(b"\0"):
        piece = peer.recv(65536)
        if not piece:
            sys.exit("closed without an answer")
        answer += piece
reply = json.loads(answer[:-1])
if "error" in reply:
    sys.exit(str(reply))
print(json.dumps(reply["parameters"]))
"""


class ServiceTest(unittest.TestCase):
    """Tests on one box: the package is installed and the service started before the first."""

    # The tests of a class share a box, and are done in the order of their numbers.
    box = None
    is_installed = True

    @classmethod
    def setUpClass(cls):
        binds = [(os.path.dirname(PACKAGE), PACKAGES)] + ([(TEST_BUILD, TEST_PROGRAMS)] if TEST_BUILD else [])
        cls.box = Box("kmsync-" + cls.__name__.lower().removesuffix("test"), binds)
        cls.box.up(HERE / "prepare.sh")
        cls.addClassCleanup(cls.box.down)
        try:
            if cls.is_installed:
                cls.install()
        except BaseException:
            cls.tell_journal()
            raise

    @classmethod
    def install(cls):
        cls.box.run("dpkg", "-i", f"{PACKAGES}/{os.path.basename(PACKAGE)}")

    @classmethod
    def tell_journal(cls):
        print(cls.box.try_run("journalctl", "-n", "80", "--no-pager", "-o", "short-precise").out)

    def run(self, result=None):
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            print(f"--- the journal at the end of {self.id()}")
            self.tell_journal()

    # A build that has the switches of test builds

    def use_test_build(self, settings):
        """Runs a test build in the unit, with these lines for its [Service] section, and without a limit of starts."""
        self.box.drop_in(UNIT, "test-build", f"[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=\n"
                         f"ExecStart={TEST_PROGRAMS}/kmsyncd\nEnvironment=KMSYNC_TEST_SWITCHES=1\n{settings}")
        self.restart()

    def use_package(self):
        """Runs what the package installed, again."""
        self.box.remove_drop_in(UNIT, "test-build")
        self.restart()

    def switch(self, method, **parameters):
        """Calls the interface that only test builds have."""
        return json.loads(self.box.run("python3", "-c", SWITCH, method, json.dumps(parameters)))

    # An administrator's commands

    def kmsync(self, *words, stdin="", user=None):
        """Runs the client with the words of one or several strings; gives what it printed."""
        return self.box.run("kmsync", *self.split(words), stdin=stdin, user=user)

    def try_kmsync(self, *words, stdin="", user=None):
        return self.box.try_run("kmsync", *self.split(words), stdin=stdin, user=user)

    @staticmethod
    def split(words):
        return [each for word in words for each in shlex.split(word)]

    def ask(self, *words):
        """What the client prints as JSON."""
        return json.loads(self.kmsync(*words, "--json"))

    def make_site(self, *replicas):
        """A primary, and replicas of everything in it."""
        for name in ("hangzhou", *replicas):
            self.kmsync(f"instance create {name} --region region-{name}")
        for name in replicas:
            self.kmsync(f"replica add hangzhou {name} --type all")

    def put(self, name, value):
        """A secret's first or next value, acknowledged."""
        if self.try_kmsync(f"secret show hangzhou {name}").status == 0:
            self.kmsync(f"secret put hangzhou {name}", stdin=value)
        else:
            self.kmsync(f"secret create hangzhou {name}", stdin=value)

    def value(self, name, instance="hangzhou"):
        return self.kmsync(f"secret get {instance} {name}")

    def restart(self):
        """As an administrator restarts it, who does not do so so often that systemd refuses."""
        self.box.run("systemctl", "reset-failed", UNIT)
        self.box.run("systemctl", "restart", UNIT)

    def main_process(self):
        return int(self.box.show(UNIT, "MainPID"))

    def status_text(self):
        return self.box.show(UNIT, "StatusText")

    def await_started(self, after):
        """Waits until systemd says that the service has started since."""
        return self.box.await_entry(
            after, lambda entry: entry.get("MESSAGE_ID") == UNIT_STARTED and entry.get("UNIT") == UNIT)

    def configure(self, text):
        self.box.write(CONFIGURATION, text)

    def assertIsActive(self):
        values = self.box.show(UNIT, "ActiveState", "SubState", "Result")
        self.assertEqual(values, {"ActiveState": "active", "SubState": "running", "Result": "success"})
