# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""PostgreSQL logical replication: a publisher and three subscribers, four servers on Unix sockets."""

import getpass
import glob
import subprocess

from host import Trouble, until

NAME = "PostgreSQL logical replication"
SETTINGS = {
    "listen_addresses": "",
    "wal_level": "logical",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_wal_senders": "16",
    "max_replication_slots": "16",
    "max_sync_workers_per_subscription": "2",
    "wal_retrieve_retry_interval": "100ms",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}
TABLE = "CREATE TABLE secret (id bigserial PRIMARY KEY, value text NOT NULL)"
ONE = "INSERT INTO secret (value) VALUES (repeat(md5(random()::text), 8));\n"


def programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))
    if not found:
        raise Trouble("PostgreSQL is not installed")
    return found[-1]


def user():
    """PostgreSQL refuses to run as root."""
    return "postgres" if getpass.getuser() == "root" else None


def version():
    return subprocess.run([f"{programs()}/postgres", "--version"], check=True, capture_output=True, text=True).stdout.split()[2]


class Server:
    """A cluster of its own, and one session with it.

    Made by initdb and not copied: the names of slots have the system identifier in them, and would clash.
    """

    def __init__(self, host, name):
        self.host, self.name = host, name
        data = host.path(name)
        host.run([f"{programs()}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"])
        with open(f"{data}/postgresql.conf", "a", encoding="utf-8") as file:
            file.writelines(f"{key} = '{value}'\n" for key, value in SETTINGS.items())
            file.write(f"unix_socket_directories = '{host.directory}'\nport = {self.port}\n")
        host.start([f"{programs()}/postgres", "-D", data], f"{name}.log")
        until(f"{name} takes connections", self.answers, pause=0.05)
        self.session = host.start(
            [f"{programs()}/psql", "-qAtX", "-v", "ON_ERROR_STOP=1", *self.address],
            f"{name}-session.log",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    @property
    def port(self):
        # With a Unix socket the port is only a part of its name.
        return 5400 + ["source", "a", "b", "c"].index(self.name)

    @property
    def address(self):
        return ["-h", self.host.directory, "-p", str(self.port), "-d", "postgres", "-U", "postgres"]

    def answers(self):
        return subprocess.run(
            [f"{programs()}/pg_isready", "-q", "-h", self.host.directory, "-p", str(self.port)], check=False
        ).returncode == 0

    def ask(self, statement):
        """The rows of a statement, in the one session."""
        self.session.stdin.write(f"{statement};\n\\echo end-of-answer\n")
        self.session.stdin.flush()
        rows = []
        while (line := self.session.stdout.readline()) != "end-of-answer\n":
            if not line:
                raise Trouble(f"{self.name} refused {statement[:80]!r}; see its log")
            rows.append(line.rstrip("\n"))
        return rows


class Site:
    """A publisher with a table, and three subscribers with an empty one."""

    def __init__(self, host, items):
        self.host, self.items = host, items
        self.source, *self.destinations = (Server(host, name) for name in ["source", "a", "b", "c"])
        for server in [self.source, *self.destinations]:
            server.ask(TABLE)
        self.source.ask("CREATE PUBLICATION everything FOR ALL TABLES")

    def add_destinations(self):
        for server in self.destinations:
            # An apply worker commits without waiting for its disk unless it is told to.
            server.ask(
                f"CREATE SUBSCRIPTION {server.name} CONNECTION 'host={self.host.directory} port={self.source.port} "
                f"dbname=postgres user=postgres' PUBLICATION everything WITH (synchronous_commit = on, streaming = on)"
            )

    def settle(self):
        for server in [self.source, *self.destinations]:
            server.ask("CHECKPOINT")

    def are_ready(self):
        """The first copy is there, and durable: a subscription's table is ready after its copy is committed."""
        return all(
            server.ask("SELECT count(*) FROM pg_subscription_rel WHERE srsubstate = 'r'") == ["1"]
            for server in self.destinations
        )

    def have_all(self):
        """Whether all three show every row: with synchronous_commit a row is seen only once its commit is on disk."""
        return all(server.ask("SELECT count(*) FROM secret") == [str(self.items)] for server in self.destinations)

    def put_at_once(self):
        self.source.ask(f"INSERT INTO secret (value) SELECT repeat(md5(random()::text), 8) FROM generate_series(1, {self.items})")

    def put_one_by_one(self, connections):
        script = self.host.path("one.sql")
        with open(script, "w", encoding="utf-8") as file:
            file.write(ONE)
        self.host.run(
            [f"{programs()}/pgbench", "-n", "-M", "prepared", "-f", script, "-c", str(connections), "-j", "2"]
            + ["-t", str(self.items // connections), "-h", self.host.directory, "-p", str(self.source.port), "-U", "postgres", "postgres"]
        )

    def await_following(self):
        until("the first copy of nothing", self.are_ready)

    def await_all(self):
        """When a subscription is ready its copy is committed, and so is what it has got since then once it is seen."""
        # Asked rarely, so that asking costs those who are measured nothing to speak of.
        return until("everything at all three", lambda: self.have_all() and self.are_ready(), pause=0.02)
