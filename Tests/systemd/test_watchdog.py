# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""Each queue in turn stands still: it is noticed and named, the daemon restarted, and nothing is lost."""

import time

from service import ID, ServiceTest, UNIT

# An interval that a test can wait for, and as many starts as it takes.
SETTINGS = "WatchdogSec=4\nRestartSec=100ms\n"


class WatchdogTest(ServiceTest):
    def listen(self):
        """Somebody with a connection that lasts as long as the daemon."""
        listener = self.box.start("runuser", "-u", "vera", "--", "kmsync", "events")
        self.box.eventually("she listens", lambda: "connection of user 4711" in self.switch("ListQueues")["queues"])
        return listener

    def test_01_a_healthy_daemon_is_left_alone(self):
        self.use_test_build(SETTINGS)
        self.make_site("beijing")
        process, before = self.main_process(), self.box.cursor()
        # Longer than two intervals, with and without work: proof that the watchdog is fed at all.
        end = time.monotonic() + 9
        number = 0
        while time.monotonic() < end:
            number += 1
            self.put("db", f"value {number}")
        self.assertEqual(self.main_process(), process)
        self.assertEqual([e["MESSAGE"] for e in self.box.entries(before) if e.get("MESSAGE_ID") == ID["queuesStandStill"]], [])

    def test_02_every_queue_that_stands_still_is_noticed_and_nothing_is_lost(self):
        self.box.run("useradd", "--uid", "4711", "--groups", "kmsync-viewer", "vera")
        listener = self.listen()
        queues = self.switch("ListQueues")["queues"]
        # That of the call that asks, which is over.
        queues = [name for name in queues if name != "connection of user 0"]
        # Those that are always there, and one of each kind that comes and goes.
        for name in ("daemon", "journal", "signals", "timetable", "jobs", "deliveries", "catalog", "recovery", "key generation",
                     "service messages", "control socket", "runner of hangzhou to beijing", "writer of hangzhou",
                     "answers of hangzhou", "writer of beijing", "answers of beijing", "connection of user 4711"):
            self.assertIn(name, queues)
        for number, name in enumerate(dict.fromkeys(queues)):
            with self.subTest(queue=name):
                self.put("db", f"before {number}")
                before, process, began = self.box.cursor(), self.main_process(), time.monotonic()
                self.switch("StopQueue", queue=name)
                named = self.box.await_entry(before, ID["queuesStandStill"])
                self.assertIn(name, named["KMSYNC_DETAIL"])
                failed = self.box.await_entry(before, lambda e: e.get("UNIT") == UNIT and e.get("UNIT_RESULT") == "watchdog")
                self.await_started(before)
                self.assertNotEqual(self.main_process(), process)
                self.assertEqual(self.value("db"), f"before {number}")
                self.kmsync("wait hangzhou --timeout 30s")
                self.assertEqual(self.value("db", "beijing"), f"before {number}")
                listener.communicate(timeout=self.box.patience)
                listener = self.listen()
                print(f"  {name}: restarted after {time.monotonic() - began:.1f} s ({failed['MESSAGE']})")
        listener.kill()
