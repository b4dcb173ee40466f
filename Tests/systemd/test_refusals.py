# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""What keeps the daemon from starting or working: the reason stands in the journal, and once it is gone all is as before."""

from box import UNIT_FAILED
from service import CONFIGURATION, ID, SOCKET, STATE, ServiceTest, UNIT

KEYS = "/etc/kmsync/master-keys"


class RefusalsTest(ServiceTest):
    def refuse(self):
        """Starts it where it must not start; gives what it says of that."""
        before = self.box.cursor()
        self.box.run("systemctl", "stop", SOCKET, UNIT)
        self.box.run("systemctl", "reset-failed")
        self.assertNotEqual(self.box.try_run("systemctl", "start", UNIT).status, 0)
        self.box.await_entry(before, UNIT_FAILED)
        values = self.box.show(UNIT, "ActiveState", "Result", "ExecMainStatus", "NRestarts")
        self.assertEqual((values["ActiveState"], values["Result"]), ("failed", "exit-code"), values)
        # Repeating would not help: it is not started again.
        self.assertEqual((values["NRestarts"], values["ExecMainStatus"]), ("0", "78"))
        refused = [e for e in self.box.entries(before) if e.get("MESSAGE_ID") == ID["startRefused"]]
        self.assertEqual(len(refused), 1)
        return refused[0]["MESSAGE"]

    def repair(self):
        self.box.run("systemctl", "reset-failed")
        self.box.run("systemctl", "start", SOCKET, UNIT)
        self.assertIsActive()
        self.assertEqual(self.value("db"), "precious")

    def test_01_a_bad_configuration(self):
        self.make_site()
        self.put("db", "precious")
        self.configure("log:\n  level: loud\n")
        said = self.refuse()
        self.assertIn(f"{CONFIGURATION}:2", said)
        self.assertIn("loud", said)
        self.configure("")
        self.repair()

    def test_02_a_call_to_the_socket_of_a_daemon_that_cannot_start_ends_with_an_error(self):
        self.configure("log:\n  level: loud\n")
        self.box.run("systemctl", "stop", UNIT)
        result = self.try_kmsync("status")
        self.assertEqual(result.status, 69, result)
        self.configure("")
        self.repair()

    def test_03_no_credential_although_there_are_instances(self):
        self.box.run("mv", KEYS, f"{KEYS}.away")
        self.box.run("mkdir", "-m", "0700", KEYS)
        said = self.refuse()
        self.assertIn("No fitting master key", said)
        self.assertRegex(said, "master key [0-9a-f]+ is wanted")
        self.assertFalse(self.box.exists(f"{STATE}/master-key"), "A new key was made beside instances.")
        self.assertEqual(self.box.run("ls", KEYS), "", "A new key was made beside instances.")
        self.box.sh(f"rmdir {KEYS}; mv {KEYS}.away {KEYS}")
        self.repair()

    def test_04_a_wrong_credential(self):
        self.box.run("cp", "-a", KEYS, f"{KEYS}.away")
        self.box.sh(f"head -c 32 /dev/urandom | systemd-creds encrypt --name=master-key_current - {KEYS}/current")
        said = self.refuse()
        self.assertRegex(said, "master key [0-9a-f]+ is wanted, offered are only [0-9a-f]+")
        self.box.sh(f"rm -r {KEYS}; mv {KEYS}.away {KEYS}")
        self.repair()

    def test_05_a_credential_that_is_no_key(self):
        self.box.run("cp", "-a", KEYS, f"{KEYS}.away")
        self.box.sh(f"printf password | systemd-creds encrypt --name=master-key_current - {KEYS}/current")
        self.assertIn("is no master key: it has to be 32 bytes", self.refuse())
        self.box.sh(f"rm -r {KEYS}; mv {KEYS}.away {KEYS}")
        self.repair()

    def test_06_a_credential_of_another_host(self):
        self.box.run("mv", "/var/lib/systemd/credential.secret", "/var/lib/systemd/credential.away")
        before = self.box.cursor()
        self.box.run("systemctl", "stop", SOCKET, UNIT)
        self.assertNotEqual(self.box.try_run("systemctl", "start", UNIT).status, 0)
        # systemd itself says it, before anything of ours runs.
        self.assertEqual(self.box.show(UNIT, "ExecMainStatus"), "243")
        said = "\n".join(str(e.get("MESSAGE")) for e in self.box.entries(before))
        self.assertIn("credential", said.lower())
        self.assertIn("kmsync-master-key import", said)
        self.assertIn("undecryptable", self.box.run("kmsync-master-key", "list"))
        self.box.run("mv", "/var/lib/systemd/credential.away", "/var/lib/systemd/credential.secret")
        self.repair()

    def test_07_a_state_directory_that_cannot_be_written(self):
        self.box.drop_in(UNIT, "read-only", f"[Service]\nReadOnlyPaths={STATE}\n")
        said = self.refuse()
        self.assertIn(f"{STATE}", said)
        self.assertIn("Read-only file system", said)
        self.box.remove_drop_in(UNIT, "read-only")
        self.repair()

    def test_08_a_second_daemon_on_the_same_state_directory(self):
        result = self.box.try_run("kmsyncd", "--socket", f"{STATE}/second", user="kmsync")
        self.assertEqual(result.status, 73, result)
        self.assertIn(f"pid {self.main_process()}", result.err)
        self.assertEqual(self.value("db"), "precious")

    def test_09_a_full_disk_refuses_changes_and_comes_back_by_itself(self):
        self.box.run("systemctl", "stop", SOCKET, UNIT)
        self.box.sh(f"mkdir /mnt/small; mount -t tmpfs -o size=8m,mode=0700 small /mnt/small; cp -a {STATE}/. /mnt/small; "
                    f"chown kmsync: /mnt/small; mount --move /mnt/small {STATE} 2>/dev/null || mount --bind /mnt/small {STATE}")
        self.box.run("systemctl", "start", SOCKET, UNIT)
        process = self.main_process()
        self.box.try_run("sh", "-c", f"cat /dev/zero > {STATE}/filler")
        result = self.box.eventually("a change is refused", lambda: self.refused_put())
        self.assertIn("No space is left where hangzhou is stored; nothing was changed.", result.err)
        self.assertEqual(self.value("db"), "precious")
        self.box.run("rm", f"{STATE}/filler")
        self.put("db", "newer")
        self.assertEqual((self.value("db"), self.main_process()), ("newer", process))
        self.put("db", "precious")

    def next_state(self, process):
        """Where it has come to since that process; None while it is on the way."""
        values = self.box.show(UNIT, "MainPID", "SubState")
        return values["SubState"] if values["SubState"] in ("running", "failed") and values["MainPID"] != str(process) else None

    def refused_put(self):
        result = self.try_kmsync("secret put hangzhou db", stdin="x" * 30_000)
        if result.status == 0:
            self.kmsync("secret put hangzhou db", stdin="precious")
        return result if result.status != 0 else None

    def test_10_what_ends_again_and_again_is_left_alone_until_somebody_looks(self):
        for _ in range(15):
            process = self.main_process()
            self.box.run("systemctl", "kill", "-s", "KILL", "--kill-who=main", UNIT)
            state = self.box.eventually("it is up again, or given up", lambda: self.next_state(process))
            if state == "failed":
                break
        self.assertEqual(self.box.show(UNIT, "SubState"), "failed")
        # The socket gives up with it, so that calls end at once instead of waiting for nobody.
        self.box.eventually("the socket, too", lambda: self.try_kmsync("status").status == 69)
        self.assertEqual(self.box.show(SOCKET, "Result"), "service-start-limit-hit")
        self.assertEqual(self.try_kmsync("status").status, 69)
        self.repair()
