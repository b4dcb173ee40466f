# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""Start, the line of `systemctl status`, reload, stop."""

import re

from box import Failed
from service import CONFIGURATION, ID, SOCKET, ServiceTest, UNIT


class StartTest(ServiceTest):
    def test_01_it_is_ready_once_it_serves(self):
        self.assertIsActive()
        self.assertEqual(self.box.show(UNIT, "StatusText"), "0 instances, no replicas")
        self.assertEqual(self.ask("status")["status"]["pid"], self.main_process())
        # From the first of its entries on it can be asked: readiness came after the socket listened.
        self.kmsync("status")

    def test_02_it_is_active_again_as_soon_as_systemctl_restart_returns(self):
        for _ in range(5):
            self.restart()
            self.assertIsActive()
            self.assertEqual(self.ask("status")["status"]["pid"], self.main_process())

    def test_03_the_status_line_answers_what_a_person_asks_first_and_follows(self):
        self.make_site("beijing", "shanghai")
        self.put("db", "one")
        self.kmsync("wait hangzhou --timeout 30s")
        self.box.eventually("all in sync", lambda: self.status_text() == "3 instances, 2 of 2 replicas in sync, lag 0 s")
        self.kmsync("fault set beijing --outage")
        self.put("db", "two")
        self.box.eventually(
            "one behind, with its cause",
            lambda: re.fullmatch(
                r"3 instances, 1 of 2 replicas in sync, lag (unknown|\d+ s), beijing: replica_unreachable", self.status_text()))
        self.assertIn("beijing: replica_unreachable", self.box.run("systemctl", "status", UNIT))
        self.kmsync("fault clear beijing")
        self.kmsync("replica pause hangzhou shanghai", "--reason 'a disk is changed'")
        self.box.eventually("paused", lambda: "1 paused" in self.status_text())
        self.kmsync("replica resume hangzhou shanghai")
        self.kmsync("resource retry hangzhou")
        self.kmsync("wait hangzhou --timeout 30s")
        self.box.eventually("all in sync", lambda: self.status_text() == "3 instances, 2 of 2 replicas in sync, lag 0 s")

    def test_04_a_good_reload_waits_until_it_is_in_force(self):
        self.configure("roles:\n  viewer:\n    users: [nobody]\n")
        denied = self.try_kmsync("status", user="nobody")
        self.assertEqual(denied.status, 77, denied)
        self.box.run("systemctl", "reload", UNIT)
        self.assertIn("hangzhou", self.kmsync("instance list", user="nobody"))
        self.assertIsActive()

    def test_05_a_bad_reload_fails_with_the_reason_and_the_old_one_stays_in_force(self):
        before = self.box.cursor()
        self.configure("roles:\n  viewer:\n    usrs: []\n")
        result = self.box.try_run("systemctl", "reload", UNIT)
        self.assertNotEqual(result.status, 0)
        self.assertIsActive()
        self.assertIn("hangzhou", self.kmsync("instance list", user="nobody"))
        refused = self.box.await_entry(before, ID["reloadRefused"])
        self.assertIn(f"{CONFIGURATION}:3", refused["MESSAGE"])
        self.assertIn("usrs", refused["MESSAGE"])
        # systemctl says where to look, and there is the reason, from the client that it ran, too.
        said = "\n".join(str(entry.get("MESSAGE")) for entry in self.box.entries(before, SYSLOG_IDENTIFIER="kmsync"))
        self.assertIn("usrs", said)

    def test_06_a_reload_that_would_need_a_restart_is_refused_whole(self):
        self.configure("roles:\n  viewer:\n    users: []\nlimits:\n  replicasPerPrimary: 5\n")
        before = self.box.cursor()
        self.assertNotEqual(self.box.try_run("systemctl", "reload", UNIT).status, 0)
        self.assertIn("limits.replicasPerPrimary", self.box.await_entry(before, ID["reloadRefused"])["MESSAGE"])
        self.kmsync("instance list", user="nobody")
        self.configure("")
        self.box.run("systemctl", "reload", UNIT)
        self.assertEqual(self.try_kmsync("instance list", user="nobody").status, 77)

    def test_07_a_hangup_reloads_too_and_systemd_sees_it(self):
        before = self.box.cursor()
        self.box.run("systemctl", "kill", "-s", "HUP", "--kill-who=main", UNIT)
        self.box.await_entry(before, ID["configurationReloaded"])
        self.box.eventually("active again", lambda: self.box.show(UNIT, "ActiveState") == "active")

    def test_08_stop_ends_it_with_success_and_leaves_whole_files(self):
        before = self.box.cursor()
        self.box.run("systemctl", "stop", SOCKET, UNIT)
        values = self.box.show(UNIT, "ActiveState", "Result", "ExecMainStatus")
        self.assertEqual(values, {"ActiveState": "inactive", "Result": "success", "ExecMainStatus": "0"})
        self.assertEqual(self.box.sh("cd /var/lib/kmsync/instances; ls"), "beijing.sqlite\nhangzhou.sqlite\nshanghai.sqlite\n")
        self.box.await_entry(before, ID["daemonStopping"])
        self.assertEqual(self.try_kmsync("status").status, 69)
        self.box.run("systemctl", "start", UNIT)
        self.assertEqual(self.value("db", "beijing"), "two")

    def test_09_the_doctor_finds_nothing_wrong_with_what_was_installed(self):
        self.kmsync("wait hangzhou --timeout 30s")
        result = self.try_kmsync("doctor")
        self.assertEqual(result.status, 0, result)
