# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""The journal: each transition once, explained by the catalog, a storm as a handful of entries, and never a value."""

import json

from service import ID, ServiceTest, UNIT

MARKER = "MARKER-b7c1e0f4-never-in-a-log"


class JournalTest(ServiceTest):
    def told(self, after, kind):
        return self.box.entries(after, _SYSTEMD_UNIT=UNIT, MESSAGE_ID=ID[kind])

    def count_failed(self):
        # Its exit status says that something failed, too.
        return json.loads(self.try_kmsync("status --json").out)["status"]["counts"]["failed"]

    def test_01_each_transition_of_a_replica_is_one_entry_with_its_fields(self):
        before = self.box.cursor()
        self.make_site("beijing")
        self.put("db", "one")
        self.kmsync("wait hangzhou --timeout 30s")
        for kind in ("associationCreated", "replicaInSync"):
            entry = self.box.await_entry(before, ID[kind])
            self.assertEqual((entry["KMSYNC_INSTANCE"], entry["KMSYNC_REPLICA"]), ("hangzhou", "beijing"))
            self.assertIn("CODE_FILE", entry)
            self.assertEqual(len(self.told(before, kind)), 1)

    def test_02_an_outage_is_one_entry_when_it_begins_and_one_when_it_ends(self):
        before = self.box.cursor()
        self.kmsync("fault set beijing --outage")
        for number in range(10):
            self.put("db", f"during {number}")
        failing = self.box.await_entry(before, ID["replicaBackingOff"])
        self.assertEqual(failing["KMSYNC_CAUSE"], "replica_unreachable")
        self.assertEqual(failing["PRIORITY"], "4")
        self.kmsync("fault clear beijing")
        self.kmsync("resource retry hangzhou")
        self.kmsync("wait hangzhou --timeout 60s")
        self.box.await_entry(before, ID["replicaInSync"])
        self.assertEqual([len(self.told(before, kind)) for kind in ("replicaBackingOff", "replicaInSync")], [1, 1])

    def test_03_the_catalog_says_what_it_means_and_what_to_do(self):
        explained = self.box.run("journalctl", "-x", "-u", UNIT, f"MESSAGE_ID={ID['replicaBackingOff']}", "--no-pager")
        for words in ("Subject: Replica beijing of hangzhou is backing off", "Defined-By: kmsync", "kmsync resource retry"):
            self.assertIn(words, explained)
        listed = self.box.run("journalctl", "--list-catalog")
        for kind, number in ID.items():
            self.assertIn(number, listed, kind)

    def test_04_a_storm_of_failures_is_a_handful_of_entries(self):
        secrets = {f"storm/{number}": MARKER for number in range(2000)}
        self.box.write("/root/storm.json", json.dumps(secrets), mode="0600")
        before = self.box.cursor()
        self.kmsync("replica pause hangzhou beijing --reason storm")
        self.kmsync("secret import hangzhou /root/storm.json")
        # Every one of them is refused by the replica, each for itself.
        self.kmsync("instance quota beijing --secret-quota 1")
        self.kmsync("replica resume hangzhou beijing")
        self.box.eventually("they have failed", lambda: self.count_failed() >= 1999)
        entries = self.box.entries(before, _SYSTEMD_UNIT=UNIT)
        print(f"2,000 resources failed: {len(entries)} entries")
        self.assertLess(len(entries), 40)
        self.assertGreaterEqual(len(self.told(before, "resourceFailed")), 1)
        self.kmsync("instance quota beijing --secret-quota 100000")
        self.kmsync("wait hangzhou --timeout 60s")

    def test_05_a_caller_who_is_refused_again_and_again_does_not_fill_it(self):
        before = self.box.cursor()
        self.box.sh("i=0; while [ $i -lt 200 ]; do runuser -u nobody -- kmsync status >/dev/null 2>&1 || true; i=$((i+1)); done")
        denied = self.told(before, "accessDenied")
        self.assertTrue(1 <= len(denied) <= 20, f"{len(denied)} entries")

    def test_06_no_value_is_in_any_field_of_any_entry(self):
        self.put("marked", MARKER)
        self.kmsync("secret get hangzhou marked")
        self.kmsync("key create hangzhou --id k")
        sealed = self.kmsync("key encrypt hangzhou k --base64", stdin=MARKER)
        self.kmsync("key decrypt hangzhou --base64", stdin=sealed)
        self.try_kmsync("secret create hangzhou marked", stdin=MARKER)
        self.try_kmsync("key import hangzhou /dev/stdin --spec aes_256", stdin=MARKER)
        self.box.run("journalctl", "--sync")
        everything = self.box.run("journalctl", "-o", "export", "--all")
        self.assertIn("secret/marked", everything)
        self.assertNotIn(MARKER, everything)

    def test_07_the_journal_is_whole(self):
        self.box.run("journalctl", "--verify")
