# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""The package: what it installs, upgrades behind the socket, removal, purge."""

import os
import shutil
import subprocess
import tempfile
import unittest

from service import CONFIGURATION, PACKAGE, PACKAGES, SOCKET, STATE, ServiceTest, UNIT


class PackageTest(ServiceTest):
    def test_01_lintian_finds_no_error(self):
        if not shutil.which("lintian"):
            raise unittest.SkipTest("lintian is not installed")
        # As root it would warn of that.
        result = subprocess.run(["lintian", "--allow-root", "--fail-on", "error", "--no-tag-display-limit", PACKAGE],
                                capture_output=True, text=True)
        print(result.stdout.strip() or "lintian: nothing to say")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_02_it_brings_what_a_person_looks_for(self):
        self.assertEqual(self.box.run("systemctl", "is-enabled", UNIT, SOCKET), "enabled\nenabled\n")
        self.assertIn("kmsync", self.box.run("getent", "passwd", "kmsync"))
        for group in ("kmsync", "kmsync-operator", "kmsync-viewer"):
            self.box.run("getent", "group", group)
        for page, words in (("kmsyncd.8", "WatchdogSec"), ("kmsyncd.yaml.5", "replicasPerPrimary"), ("kmsync.1", "secret"),
                            ("kmsync-master-key.8", "rotate")):
            path = self.box.run("sh", "-c", f"dpkg -L kmsync | grep /{page}.gz").strip()
            self.assertIn(words, self.box.sh(f"zcat {path} | mandoc -T utf8 | sed 's/.\\x08//g'").replace("\b", ""), page)
        for file in ("/usr/share/bash-completion/completions/kmsync", "/usr/share/zsh/vendor-completions/_kmsync",
                     "/usr/share/fish/vendor_completions.d/kmsync.fish", "/usr/lib/systemd/catalog/kmsyncd.catalog", CONFIGURATION):
            self.assertTrue(self.box.exists(file), file)
        self.assertEqual(self.box.try_run("dpkg", "--verify", "kmsync").out, "")

    def test_03_an_upgrade_keeps_everything_and_refuses_no_call(self):
        self.make_site("beijing")
        self.put("db", "before")
        self.configure("# an administrator's own\nlog:\n  level: notice\n")
        newer = self.newer_package()
        process = self.main_process()
        self.box.write("/run/calls.sh", "until test -e /run/calls-stop; do kmsync secret put hangzhou db --file /run/value "
                       ">/dev/null 2>>/run/calls.err && echo done || echo broken; done >/run/calls.out\n")
        self.box.write("/run/value", "during")
        calls = self.box.start("sh", "/run/calls.sh")
        self.box.eventually("calls", lambda: "done" in self.box.try_run("cat", "/run/calls.out").out)
        self.box.run("sh", "-c", f"cat > /root/newer.deb < {newer}")
        self.box.run("dpkg", "-i", "--force-confold", "/root/newer.deb")
        self.assertIsActive()
        self.assertNotEqual(self.main_process(), process)
        self.box.run("touch", "/run/calls-stop")
        calls.communicate(timeout=self.box.patience)
        self.assertEqual(set(self.box.run("cat", "/run/calls.out").split()), {"done"}, self.box.try_run("cat", "/run/calls.err").out)
        self.assertEqual(self.value("db"), "during")
        self.assertIn("an administrator's own", self.box.run("cat", CONFIGURATION))

    def newer_package(self):
        """The same with a higher version, as the box sees it."""
        directory = tempfile.mkdtemp(dir=os.path.dirname(PACKAGE))
        self.addCleanup(shutil.rmtree, directory)
        subprocess.run(["dpkg-deb", "-R", PACKAGE, f"{directory}/content"], check=True)
        control = f"{directory}/content/DEBIAN/control"
        with open(control) as file:
            text = file.read()
        with open(control, "w") as file:
            file.write(text.replace("\nVersion: ", "\nVersion: 9:"))
        subprocess.run(["dpkg-deb", "-Znone", "-b", f"{directory}/content", f"{directory}/newer.deb"], check=True, stdout=subprocess.DEVNULL)
        return f"{PACKAGES}/{os.path.basename(directory)}/newer.deb"

    def test_04_an_upgrade_of_a_service_that_was_stopped_leaves_it_stopped(self):
        self.box.run("systemctl", "stop", SOCKET, UNIT)
        self.box.run("dpkg", "-i", "--force-confold", "/root/newer.deb")
        self.assertEqual(self.box.show(UNIT, "ActiveState"), "inactive")
        self.box.run("systemctl", "start", SOCKET, UNIT)
        self.assertEqual(self.value("db"), "during")

    def test_05_a_removal_stops_it_and_a_new_installation_goes_on(self):
        self.box.run("dpkg", "-r", "kmsync")
        self.assertEqual(self.box.try_run("systemctl", "is-active", UNIT, SOCKET).out.split(), ["inactive", "inactive"])
        self.assertFalse(self.box.exists("/run/kmsync/io.kmsync"))
        self.install()
        self.assertIsActive()
        self.assertEqual(self.value("db", "beijing"), "during")

    def test_06_a_purge_keeps_the_instances_and_the_master_key_and_says_where(self):
        said = self.box.run("sh", "-c", "dpkg -P kmsync 2>&1")
        self.assertIn(STATE, said)
        self.assertIn("/etc/kmsync/master-keys", said)
        self.assertFalse(self.box.exists("/usr/bin/kmsyncd"))
        self.assertEqual(self.box.sh(f"ls {STATE}/instances"), "beijing.sqlite\nhangzhou.sqlite\n")
        self.install()
        self.assertEqual(self.value("db"), "during")
