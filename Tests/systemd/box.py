# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""A real systemd with a real journald in a container, driven from outside as a person would drive it."""

import json
import os
import select
import shlex
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPT = HERE / "boot-systemd.sh"
# Only for images that are made anew, and asking apt for it takes most of a second at each call.
os.environ.setdefault("SDBOX_MIRROR", "none")

# systemd's own kinds of entries: sd-messages.h.
UNIT_FAILED = "d9b373ed55a64feb8242e02dbe79a49c"
UNIT_STARTED = "39f53479d3a045ac8e11786248231fbf"
RESTART_SCHEDULED = "5eb03494b6584870a536b337290809b3"


class Failed(AssertionError):
    """A command that had to succeed did not, with all that it said."""


class Result:
    def __init__(self, command, process):
        self.command, self.status = command, process.returncode
        self.out, self.err = process.stdout, process.stderr

    def __str__(self):
        return f"{shlex.join(self.command)}\nstatus {self.status}\n{self.out}{self.err}"


class Box:
    """One booted container; commands run in it as root unless a user is named."""

    # Longer than anything here takes: it only runs out where something is broken.
    patience = 60

    def __init__(self, name, binds=()):
        self.name, self.binds = name, binds

    def up(self, hook=None):
        arguments = [str(SCRIPT), "up", "-n", self.name]
        for source, target in self.binds:
            arguments += ["-B", f"{source}:{target}"]
        if hook:
            arguments += ["-s", str(hook)]
        subprocess.run(arguments, check=True)

    def down(self):
        subprocess.run([str(SCRIPT), "down", "-n", self.name], check=False)

    def try_run(self, *command, stdin="", user=None):
        """Runs a command, whatever comes of it."""
        if user:
            command = ("runuser", "-u", user, "--", *command)
        full = [str(SCRIPT), "exec", "-n", self.name, "--", *command]
        process = subprocess.run(full, input=stdin, capture_output=True, text=True, timeout=self.patience * 2)
        return Result(list(command), process)

    def run(self, *command, stdin="", user=None):
        """Runs a command that has to succeed, and gives what it printed."""
        result = self.try_run(*command, stdin=stdin, user=user)
        if result.status != 0:
            raise Failed(str(result))
        return result.out

    def sh(self, script, stdin=""):
        return self.run("sh", "-euc", script, stdin=stdin)

    def start(self, *command):
        """Starts a command beside the test; the caller waits for it."""
        full = [str(SCRIPT), "exec", "-n", self.name, "--", *command]
        return subprocess.Popen(full, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def write(self, path, text, mode="0644"):
        self.run("sh", "-euc", f"umask 077; mkdir -p {shlex.quote(os.path.dirname(path))}; cat > {shlex.quote(path)}; "
                 f"chmod {mode} {shlex.quote(path)}", stdin=text)

    def exists(self, path):
        return self.try_run("test", "-e", path).status == 0

    # systemd

    def show(self, unit, *properties):
        """Properties of a unit by name; of one, its value."""
        lines = self.run("systemctl", "show", unit, *[f"-p{name}" for name in properties]).splitlines()
        values = dict(line.split("=", 1) for line in lines if "=" in line)
        return values[properties[0]] if len(properties) == 1 else values

    def drop_in(self, unit, name, text):
        self.write(f"/etc/systemd/system/{unit}.d/{name}.conf", text)
        self.run("systemctl", "daemon-reload")

    def remove_drop_in(self, unit, name):
        self.run("rm", "-f", f"/etc/systemd/system/{unit}.d/{name}.conf")
        self.run("systemctl", "daemon-reload")

    # The journal

    def cursor(self):
        """The place after the newest entry."""
        self.run("journalctl", "--sync")
        lines = self.run("journalctl", "-n", "0", "--show-cursor", "-q").splitlines()
        return next(line.split(": ", 1)[1] for line in lines if line.startswith("-- cursor: "))

    def entries(self, after, **fields):
        """Entries after a cursor, or all; those with these fields.

        Chosen here: with a match, journalctl of systemd 252 skips the first entry after a cursor.
        """
        self.run("journalctl", "--sync")
        out = self.run("journalctl", "-o", "json", "--all", "-q", *([f"--after-cursor={after}"] if after else []))
        entries = map(json.loads, out.splitlines())
        return [each for each in entries if all(each.get(name) == value for name, value in fields.items())]

    def await_entry(self, after, what):
        """Waits until an entry comes that `what` accepts, a function or a MESSAGE_ID; gives it."""
        wanted = (lambda entry: entry.get("MESSAGE_ID") == what) if isinstance(what, str) else what
        command = [str(SCRIPT), "exec", "-n", self.name, "--", "journalctl", "-f", "-o", "json", "--all",
                   f"--after-cursor={after}"]
        follow = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        seen, pending, deadline = [], b"", time.monotonic() + self.patience
        try:
            while (left := deadline - time.monotonic()) > 0 and select.select([follow.stdout], [], [], left)[0]:
                piece = os.read(follow.stdout.fileno(), 65536)
                if not piece:
                    break
                *lines, pending = (pending + piece).split(b"\n")
                for entry in map(json.loads, lines):
                    if wanted(entry):
                        return entry
                    seen.append(str(entry.get("MESSAGE")))
        finally:
            # Inside, it would otherwise outlive its pipe until the next entry, and hold up the end of the box.
            subprocess.run([str(SCRIPT), "exec", "-n", self.name, "--", "pkill", "-f", f"after-cursor={after}"],
                           stderr=subprocess.DEVNULL)
            follow.kill()
            follow.wait()
        raise Failed(f"The entry never came: {what}. These came:\n" + "\n".join(seen[-40:]))

    def eventually(self, what, condition):
        """Asks until the answer is yes, where nothing tells when it may be; gives the answer."""
        deadline = time.monotonic() + self.patience
        while True:
            answer = condition()
            if answer:
                return answer
            if time.monotonic() > deadline:
                raise Failed(f"It never came to this: {what}")
            time.sleep(0.05)
