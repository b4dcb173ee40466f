# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""The master key: made at the first start, rotated behind the socket, carried to another host."""

from service import STATE, ServiceTest, UNIT

KEYS = "/etc/kmsync/master-keys"


class RotationTest(ServiceTest):
    def test_01_the_first_start_makes_one_that_is_encrypted_for_this_host(self):
        self.assertEqual(self.box.run("ls", KEYS), "current\n")
        self.assertEqual(self.box.sh(f"stat -c '%a %U' {KEYS}"), "700 root\n")
        self.assertFalse(self.box.exists(f"{STATE}/master-key"))
        type(self).first = self.box.run("kmsync-master-key", "export").strip()
        self.assertRegex(self.first, "^[0-9a-f]{64}$")
        self.assertNotIn(self.first, self.box.run("journalctl", "-o", "export"))
        self.make_site("beijing")
        self.put("db", "precious")

    def test_02_a_rotation_is_a_restart_and_the_old_one_is_put_away(self):
        self.box.run("kmsync-master-key", "rotate")
        # Too early: the daemon has not wrapped anything under the new one yet.
        self.assertEqual(self.box.try_run("kmsync-master-key", "retire").status, 65)
        self.restart()
        self.assertEqual(self.value("db"), "precious")
        self.box.run("kmsync-master-key", "retire")
        self.assertEqual(self.box.run("ls", KEYS), "current\n")
        self.restart()
        self.assertEqual(self.value("db", "beijing"), "precious")
        type(self).second = self.box.run("kmsync-master-key", "export").strip()
        self.assertNotEqual(self.second, self.first)

    def test_03_the_old_key_alone_opens_nothing_any_more(self):
        self.box.sh(f"mv {KEYS} {KEYS}.away; mkdir -m 0700 {KEYS}")
        self.box.run("kmsync-master-key", "import", stdin=self.first)
        self.box.run("systemctl", "reset-failed", UNIT)
        self.assertNotEqual(self.box.try_run("systemctl", "restart", UNIT).status, 0)
        self.assertEqual(self.box.show(UNIT, "ExecMainStatus"), "78")

    def test_04_another_host_goes_on_with_the_copy_of_the_key(self):
        # The key of the host is another one there, and credentials that were encrypted here are of no use.
        self.box.sh(f"rm -rf {KEYS} {KEYS}.away /var/lib/systemd/credential.secret; mkdir -m 0700 {KEYS}")
        self.box.run("kmsync-master-key", "import", stdin=self.second)
        self.restart()
        self.assertEqual(self.value("db"), "precious")
