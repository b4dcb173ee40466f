# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""Restarts, asked for and not: no call is refused, and nothing that was acknowledged is lost."""

from box import RESTART_SCHEDULED
from service import ServiceTest, UNIT

# Puts values one after another, and says of each call how it ended. A change that broke may or may not have happened.
LOAD = r"""
n=0
while [ ! -e /run/load-stops ]; do
    n=$((n + 1))
    if printf '%s' "$n" | kmsync secret put hangzhou "$1" >/dev/null 2>>/run/load-$1.err; then echo "$n done"; else echo "$n broken"; fi
done >/run/load-$1.out
"""
READS = r"""
while [ ! -e /run/load-stops ]; do
    kmsync secret get hangzhou fixed >/run/read.value 2>>/run/read.err && echo done || echo broken
done >/run/read.out
"""
WRITERS = ("a", "b", "c")


class RestartTest(ServiceTest):
    def begin_load(self):
        self.box.run("rm", "-f", "/run/load-stops")
        self.box.write("/run/load.sh", LOAD)
        self.box.write("/run/reads.sh", READS)
        self.running = [self.box.start("sh", "/run/load.sh", name) for name in WRITERS]
        self.running.append(self.box.start("sh", "/run/reads.sh"))
        self.await_load(1)

    def await_load(self, count):
        """Waits until every loop has gone on by so many calls."""
        files = [f"/run/load-{name}.out" for name in WRITERS] + ["/run/read.out"]
        goal = {file: self.lines(file) + count for file in files}
        self.box.eventually("the load goes on", lambda: all(self.lines(file) >= goal[file] for file in files))

    def lines(self, file):
        return len(self.box.try_run("cat", file).out.splitlines())

    def end_load(self):
        """Stops the loops; gives what became of the calls of each writer, and of the reads."""
        self.box.run("touch", "/run/load-stops")
        for process in self.running:
            process.communicate(timeout=self.box.patience)
        outcomes = {}
        for name in WRITERS:
            pairs = [line.split() for line in self.box.run("cat", f"/run/load-{name}.out").splitlines()]
            outcomes[name] = [(int(number), outcome) for number, outcome in pairs]
        return outcomes, self.box.run("cat", "/run/read.out").split()

    def assertNothingLost(self, outcomes):
        for name, calls in outcomes.items():
            last_done = max(number for number, outcome in calls if outcome == "done")
            after = [number for number, outcome in calls if number > last_done]
            for instance in ("hangzhou", "beijing"):
                self.assertIn(int(self.value(name, instance)), [last_done, *after], f"{name} at {instance}")

    def test_01_restarts_under_load_refuse_no_call(self):
        self.make_site("beijing")
        self.put("fixed", "the same")
        for name in WRITERS:
            self.put(name, "0")
        self.begin_load()
        for _ in range(5):
            self.await_load(3)
            self.restart()
        self.await_load(3)
        outcomes, reads = self.end_load()
        errors = self.box.try_run("sh", "-c", "cat /run/load-*.err /run/read.err").out
        broken = [(name, number) for name, calls in outcomes.items() for number, outcome in calls if outcome == "broken"]
        self.assertEqual(broken, [], errors)
        self.assertEqual(set(reads), {"done"}, errors)
        self.kmsync("wait hangzhou --timeout 30s")
        self.assertNothingLost(outcomes)
        print(f"5 restarts under load: {sum(map(len, outcomes.values()))} changes and {len(reads)} reads, none refused")

    def test_02_a_client_that_calls_while_it_is_down_waits_and_gets_its_answer(self):
        self.box.drop_in(UNIT, "slow-start", "[Service]\nExecStartPre=/bin/sh -c 'until test -e /run/may-start; do sleep 0.1; done'\n")
        restart = self.box.start("systemctl", "restart", UNIT)
        self.box.eventually("it is down", lambda: self.box.show(UNIT, "SubState") == "start-pre")
        waiting = self.box.start("kmsync", "secret", "get", "hangzhou", "fixed")
        # It is inside its call: connected to the socket, which systemd kept.
        self.box.eventually("it waits", lambda: self.box.try_run("pgrep", "-f", "kmsync secret get").status == 0)
        self.assertIsNone(waiting.poll())
        self.box.run("touch", "/run/may-start")
        out, error = waiting.communicate(timeout=self.box.patience)
        self.assertEqual((waiting.returncode, out), (0, "the same"), error)
        self.assertEqual(restart.wait(self.box.patience), 0)
        self.box.remove_drop_in(UNIT, "slow-start")

    def test_03_after_kill_9_it_comes_back_by_itself_with_all_that_was_acknowledged(self):
        restarts = int(self.box.show(UNIT, "NRestarts"))
        self.begin_load()
        for round in range(3):
            self.await_load(2)
            before = self.box.cursor()
            self.box.run("systemctl", "kill", "-s", "KILL", "--kill-who=main", UNIT)
            self.await_started(before)
            self.box.await_entry(before, RESTART_SCHEDULED)
        self.await_load(2)
        outcomes, reads = self.end_load()
        self.assertIsActive()
        self.assertEqual(int(self.box.show(UNIT, "NRestarts")), restarts + 3)
        # Reading changes nothing, and is tried again by the client.
        self.assertEqual(set(reads), {"done"}, self.box.try_run("cat", "/run/read.err").out)
        self.kmsync("wait hangzhou --timeout 30s")
        self.assertNothingLost(outcomes)

    def test_04_a_stream_ends_with_the_daemon_that_it_belongs_to_and_top_goes_on(self):
        events = self.box.start("kmsync", "events")
        self.box.eventually("it listens", lambda: self.ask("status")["status"]["connections"] >= 2)
        self.restart()
        out, error = events.communicate(timeout=self.box.patience)
        self.assertEqual(events.returncode, 69, error)
