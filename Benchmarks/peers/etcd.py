# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""etcd with `etcdctl make-mirror`: a source and three destinations, four servers on the loopback."""

import base64
import concurrent.futures
import http.client
import json
import os
import shutil
import subprocess

from host import Trouble, free_ports, until

NAME = "etcdctl make-mirror"
# The most operations that a server takes in one transaction by default.
TRANSACTION = 128


def user():
    return None


def version():
    if not shutil.which("etcd"):
        raise Trouble("etcd is not installed")
    return subprocess.run(["etcd", "--version"], check=True, capture_output=True, text=True).stdout.split()[2]


def encoded(text):
    return base64.b64encode(text.encode()).decode()


class Server:
    """One member, on its own; fsync is on by default, and a put is answered once it is on disk."""

    def __init__(self, host, name, client_port, peer_port):
        self.name, self.port = name, client_port
        client, peer = (f"http://127.0.0.1:{port}" for port in (client_port, peer_port))
        host.start(
            ["etcd", "--name", name, "--data-dir", host.path(name), "--listen-client-urls", client]
            + ["--advertise-client-urls", client, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer]
            + ["--initial-cluster", f"{name}={peer}", "--logger", "zap", "--log-level", "warn"],
            f"{name}.log",
        )
        until(f"{name} is healthy", self.is_healthy, pause=0.05)
        self.connection = self.connect()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def is_healthy(self):
        try:
            connection = self.connect()
            connection.request("GET", "/health")
            return b'"true"' in connection.getresponse().read()
        except OSError:
            return False

    def post(self, method, body, connection=None):
        connection = connection or self.connection
        connection.request("POST", f"/v3/kv/{method}", json.dumps(body))
        answer = json.loads(connection.getresponse().read())
        if "error" in answer:
            raise Trouble(f"{self.name}: {answer['error']}")
        return answer

    def count(self):
        answer = self.post("range", {"key": encoded("secret/"), "range_end": encoded("secret0"), "count_only": True})
        return int(answer.get("count", 0))


class Site:
    def __init__(self, host, items):
        self.host, self.items = host, items
        ports = free_ports(8)
        names = ["source", "a", "b", "c"]
        servers = [Server(host, name, *ports[2 * index : 2 * index + 2]) for index, name in enumerate(names)]
        self.source, *self.destinations = servers
        self.keys = [encoded(f"secret/{number:06}") for number in range(items)]

    def add_destinations(self):
        for server in self.destinations:
            self.host.start(
                ["etcdctl", "--endpoints", f"127.0.0.1:{self.source.port}", "make-mirror", f"127.0.0.1:{server.port}"],
                f"mirror-{server.name}.log",
                env={**os.environ, "ETCDCTL_API": "3"},
            )

    def put(self, key, connection=None):
        self.source.post("put", {"key": key, "value": encoded(os.urandom(128).hex())}, connection)

    def put_one_by_one(self, connections):
        def share(first):
            connection = self.source.connect()
            for key in self.keys[first::connections]:
                self.put(key, connection)

        with concurrent.futures.ThreadPoolExecutor(connections) as pool:
            list(pool.map(share, range(connections)))

    def put_at_once(self):
        for first in range(0, self.items, TRANSACTION):
            puts = [
                {"requestPut": {"key": key, "value": encoded(os.urandom(128).hex())}}
                for key in self.keys[first : first + TRANSACTION]
            ]
            self.source.post("txn", {"success": puts})

    def have_all(self):
        return all(server.count() == self.items for server in self.destinations)

    def await_following(self):
        """A mirror that runs takes a put at once: the measurement does not begin before all three do."""
        self.source.post("put", {"key": encoded("ready"), "value": ""})
        question = {"key": encoded("ready"), "count_only": True}
        for server in self.destinations:
            until(f"the mirror to {server.name}", lambda: int(server.post("range", question).get("count", 0)) == 1)

    def settle(self):
        """What was put is on disk already."""

    def await_all(self):
        # Asked rarely, so that asking costs those who are measured nothing to speak of.
        return until("everything at all three", self.have_all, pause=0.02)
