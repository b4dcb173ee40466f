# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""A stop finishes what is under way, takes the time that it needs while it comes further, and no more; and so does a start."""

import time

from service import ID, ServiceTest, UNIT

# Slows down what a stop has to do: each sync of a file takes a second.
SLOW_DISK = """[Service]
TimeoutStopSec=1
ExecStart=
ExecStart=/usr/bin/strace -D -f -qq -o /dev/null -e trace=fsync,fdatasync -e inject=fsync,fdatasync:delay_enter={delay} /usr/bin/kmsyncd
# What traces needs a system call that the unit filters.
SystemCallFilter=
"""


class DrainTest(ServiceTest):
    def slow_down(self, delay):
        self.addCleanup(self.box.remove_drop_in, UNIT, "slow-disk")
        self.box.drop_in(UNIT, "slow-disk", SLOW_DISK.format(delay=delay))
        self.restart()

    def test_01_a_stop_that_comes_further_gets_more_time_than_TimeoutStopSec(self):
        self.make_site("beijing", "shanghai", "shenzhen")
        for name in ("a", "b", "c"):
            self.put(name, "value")
        self.kmsync("wait hangzhou --timeout 30s")
        self.slow_down(600_000)
        self.put("a", "newest")
        self.kmsync("wait hangzhou --timeout 60s")
        before, began = self.box.cursor(), time.monotonic()
        stop = self.box.start("systemctl", "stop", "kmsyncd.socket", UNIT)
        self.box.eventually("it says how far it is", lambda: "to be closed" in self.status_text() or stop.poll() is not None)
        self.assertEqual(stop.wait(self.box.patience), 0)
        took = time.monotonic() - began
        self.assertEqual(self.box.show(UNIT, "Result"), "success", "It was killed although it came further.")
        self.assertGreater(took, 1.5, "The stop was too quick to prove anything.")
        print(f"a stop with a slow disk took {took:.1f} s with TimeoutStopSec=1")
        self.assertEqual([e for e in self.box.entries(before, UNIT=UNIT) if "Killing" in str(e.get("MESSAGE"))], [])
        self.box.remove_drop_in(UNIT, "slow-disk")
        self.box.run("systemctl", "start", UNIT)
        self.assertEqual(self.value("a", "shenzhen"), "newest")

    def test_02_a_stop_that_comes_no_further_is_ended_in_time_and_loses_nothing(self):
        self.use_test_build("WatchdogSec=0\nTimeoutStopSec=2\n")
        self.put("a", "acknowledged")
        self.switch("StopQueue", queue="writer of beijing")
        began = time.monotonic()
        self.box.run("systemctl", "stop", "kmsyncd.socket", UNIT)
        took = time.monotonic() - began
        self.assertEqual(self.box.show(UNIT, "Result"), "timeout")
        # The last stage that began bought 30 s.
        self.assertLess(took, 45)
        self.use_package()
        self.assertEqual(self.value("a"), "acknowledged")
        self.kmsync("wait hangzhou --timeout 30s")
        self.assertEqual(self.value("a", "beijing"), "acknowledged")

    def test_03_a_second_signal_stops_at_once(self):
        self.slow_down(1_000_000)
        self.put("a", "acknowledged")
        before = self.box.cursor()
        stop = self.box.start("systemctl", "stop", "kmsyncd.socket", UNIT)
        self.box.await_entry(before, ID["daemonStopping"])
        self.box.run("systemctl", "kill", "-s", "TERM", UNIT)
        self.box.await_entry(before, ID["stoppedAtOnce"])
        self.assertEqual(stop.wait(self.box.patience), 0)
        self.assertEqual(self.box.show(UNIT, "ActiveState", "Result"), {"ActiveState": "inactive", "Result": "success"})
        self.box.remove_drop_in(UNIT, "slow-disk")
        self.box.run("systemctl", "start", UNIT)
        self.assertEqual(self.value("a"), "acknowledged")

    def test_04_a_start_that_opens_many_files_gets_more_time_than_TimeoutStartSec(self):
        self.box.drop_in(UNIT, "short-start", "[Service]\nTimeoutStartSec=1\n")
        # Left by a daemon that was killed: their logs have to be gone through first.
        self.box.run("systemctl", "kill", "-s", "KILL", UNIT)
        began = time.monotonic()
        self.slow_down(400_000)
        took = time.monotonic() - began
        self.assertIsActive()
        self.assertGreater(took, 1.2, "The start was too quick to prove anything.")
        print(f"a start with a slow disk took {took:.1f} s with TimeoutStartSec=1")
        self.assertEqual(self.value("a"), "acknowledged")
