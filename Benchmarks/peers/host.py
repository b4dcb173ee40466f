# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""What every system under measurement needs: a directory, processes that end with us, and waiting with a limit."""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

# The longest that any one step may take, in seconds.
PATIENCE = 300.0


class Trouble(Exception):
    """A system that did not do what it is measured for."""


def _die_with_parent():
    # PR_SET_PDEATHSIG of prctl(2): also a benchmark that is killed leaves no server behind.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Host:
    """A temporary directory and the processes that work in it; all of it goes at the end, whatever happened."""

    def __init__(self, user=None):
        self.user = user
        self.directory = tempfile.mkdtemp(prefix="kmsync-peers-")
        if user:
            shutil.chown(self.directory, user, user)
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def options(self):
        """Who the programs run as: PostgreSQL refuses to be root."""
        return {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}

    def start(self, command, log, **options):
        """A process that goes on; its output goes to a file in the directory."""
        with open(self.path(log), "ab") as output:
            process = subprocess.Popen(
                command,
                stdin=options.pop("stdin", subprocess.DEVNULL),
                stdout=options.pop("stdout", output),
                stderr=output,
                cwd=self.directory,
                start_new_session=True,
                preexec_fn=_die_with_parent,
                **self.options(),
                **options,
            )
        self.processes.append(process)
        return process

    def run(self, command, **options):
        """A process to its end, which has to be good; what it said."""
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd=self.directory,
            timeout=PATIENCE,
            **self.options(),
            **options,
        )
        if done.returncode != 0:
            raise Trouble(f"{' '.join(command[:3])} ended with {done.returncode}: {done.stderr[-2000:]}")
        return done.stdout


def until(what, condition, pause=0.002):
    """Asks again and again until the answer is yes; the time when it was."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise Trouble(f"not in {PATIENCE:.0f} s: {what}")
        time.sleep(pause)
    return time.monotonic()


def free_ports(count):
    """Ports of the loopback that nobody has at the moment."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def measure(system, shape, items, connections):
    """Seconds to the acknowledgement of the last put, and to the last item durable at the last destination."""
    with Host(user=system.user()) as host:
        site = system.Site(host, items)
        if shape == "bootstrap":
            site.put_at_once()
            site.settle()
            started = acknowledged = time.monotonic()
            site.add_destinations()
        else:
            site.add_destinations()
            site.await_following()
            started = time.monotonic()
            if shape == "streamed":
                site.put_one_by_one(connections)
            else:
                site.put_at_once()
            acknowledged = time.monotonic()
        return acknowledged - started, site.await_all() - started
