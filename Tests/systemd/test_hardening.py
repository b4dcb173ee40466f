# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""The sandbox: its score, and that it bites the running process."""

import re

from service import ServiceTest, UNIT


class HardeningTest(ServiceTest):
    def test_01_the_units_are_correct(self):
        self.box.run("systemd-analyze", "verify", "--man=no", "kmsyncd.service", "kmsyncd.socket", "kmsync-master-key.service")

    def test_02_the_exposure_is_at_most_1_5(self):
        report = self.box.run("systemd-analyze", "security", "--no-pager", "--threshold=15", UNIT)
        score = re.search(r"Overall exposure level for \S+: ([0-9.]+)", report)
        print(f"{score[0]} (at most 1.5)")
        self.assertLessEqual(float(score[1]), 1.5)

    def test_03_the_process_has_no_rights_that_it_does_not_need(self):
        self.make_site("beijing")
        status = dict(
            line.split(":\t", 1) for line in self.box.run("cat", f"/proc/{self.main_process()}/status").splitlines() if ":\t" in line)
        self.assertEqual(status["Uid"].split(), [self.box.run("id", "-u", "kmsync").strip()] * 4)
        self.assertEqual({status[name].strip("0 ") for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}, {""})
        self.assertEqual((status["NoNewPrivs"], status["Seccomp"]), ("1", "2"))
        limits = self.box.run("cat", f"/proc/{self.main_process()}/limits")
        self.assertRegex(limits, r"Max core file size +0 +0 ")
        # Nor does a program get any memory that dumps are piped to.
        self.assertEqual(int(self.box.run("cat", f"/proc/{self.main_process()}/coredump_filter"), 16), 0)

    def test_04_it_sees_and_writes_only_its_own(self):
        inside = ("nsenter", "-t", str(self.main_process()), "-m", "--")
        for path in ("/etc/kmsync", "/usr/bin", "/var/lib", "/etc/systemd"):
            result = self.box.try_run(*inside, "touch", f"{path}/probe")
            self.assertIn("Read-only file system", result.err, path)
        self.box.run(*inside, "test", "-w", "/var/lib/kmsync")
        self.box.run("touch", "/root/probe", "/tmp/probe")
        for path in ("/root/probe", "/tmp/probe", "/dev/kmsg", "/dev/fuse"):
            self.assertNotEqual(self.box.try_run(*inside, "test", "-e", path).status, 0, path)

    def test_05_nothing_was_denied_that_it_needs(self):
        # A whole life in the sandbox: work, reload, stop, start.
        before = self.box.cursor()
        self.put("db", "value")
        self.kmsync("key create hangzhou --id signing --spec rsa_2048")
        self.kmsync("wait hangzhou --timeout 30s")
        self.box.run("systemctl", "reload", UNIT)
        self.restart()
        self.assertEqual(self.value("db", "beijing"), "value")
        told = [e for e in self.box.entries(before, _SYSTEMD_UNIT=UNIT) if int(e.get("PRIORITY", 6)) <= 4]
        self.assertEqual([e["MESSAGE"] for e in told], [])

    def test_06_the_socket_is_everybodys_and_the_state_is_its_own(self):
        self.assertEqual(self.box.sh("stat -c '%a %U' /run/kmsync/io.kmsync /run/kmsync /var/lib/kmsync /var/lib/kmsync/instances/*.sqlite"),
                         "666 root\n755 kmsync\n700 kmsync\n600 kmsync\n600 kmsync\n")
