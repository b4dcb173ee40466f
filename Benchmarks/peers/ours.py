# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""kmsyncd with a primary and three local replicas, on a Unix socket."""

import json
import os
import subprocess
import time

from host import Trouble, until

NAME = "kmsyncd"
PROGRAMS = os.path.abspath(os.environ.get("KMSYNC_PROGRAMS", ".build/release"))
REPLICAS = ["a", "b", "c"]


def user():
    return None


def version():
    return subprocess.run([f"{PROGRAMS}/kmsync", "version"], check=False, capture_output=True, text=True).stdout.split()[1]


class Site:
    def __init__(self, host, items):
        self.host, self.items = host, items
        open(host.path("kmsyncd.yaml"), "w", encoding="utf-8").close()
        host.start(
            [f"{PROGRAMS}/kmsyncd", "--config", host.path("kmsyncd.yaml"), "--state-directory", host.path("state")]
            + ["--socket", host.path("socket")],
            "kmsyncd.log",
        )
        until("kmsyncd listens", lambda: os.path.exists(host.path("socket")), pause=0.02)
        for instance in ["source", *REPLICAS]:
            self.kmsync("instance", "create", instance, "--region", f"region-{instance}")
        with open(host.path("secrets.json"), "w", encoding="utf-8") as file:
            json.dump({f"secret/{number:06}": os.urandom(128).hex() for number in range(items)}, file)

    def kmsync(self, *arguments):
        return self.host.run([f"{PROGRAMS}/kmsync", *arguments, "--socket", self.host.path("socket")])

    def add_destinations(self):
        for replica in REPLICAS:
            self.kmsync("replica", "add", "source", replica, "--type", "all")

    def put_at_once(self):
        self.kmsync("secret", "import", "source", self.host.path("secrets.json"))

    def put_one_by_one(self, _connections):
        """There is one way to put: one connection, pipelined, each item acknowledged by itself."""
        self.put_at_once()

    def settle(self):
        """What was put is on disk already."""

    def await_following(self):
        self.kmsync("wait", "source", "--timeout", "5m")

    def await_all(self):
        self.kmsync("wait", "source", "--timeout", "5m")
        finished = time.monotonic()
        self.require_all()
        return finished

    def require_all(self):
        for instance in json.loads(self.kmsync("instance", "list", "--json")):
            if instance["secretQuota"]["used"] != self.items:
                raise Trouble(f"{instance['instanceId']} has {instance['secretQuota']['used']} secrets of {self.items}")
