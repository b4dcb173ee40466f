# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""Real users in the groups of the roles, as supplementary groups, and a stranger."""

from service import ID, ServiceTest, UNIT

PEOPLE = {"alice": "kmsync", "olga": "kmsync-operator", "vera": "kmsync-viewer", "stefan": None, "shop": None}


class RolesTest(ServiceTest):
    @classmethod
    def install(cls):
        super().install()
        for name, group in PEOPLE.items():
            cls.box.run("useradd", "--create-home", name, *(["--groups", group] if group else []))

    def assertPermitted(self, user, *words, stdin=""):
        result = self.try_kmsync(*words, stdin=stdin, user=user)
        # What is wrong otherwise (in sync or not, found or not) is not about permission.
        self.assertIn(result.status, (0, 1, 2), result)
        return result.out

    def assertRefused(self, user, *words, stdin=""):
        result = self.try_kmsync(*words, stdin=stdin, user=user)
        self.assertEqual(result.status, 77, result)
        self.assertIn("permit", result.err)
        self.assertEqual(result.out, "")

    def test_01_the_site(self):
        self.make_site("beijing")
        self.put("shop/db", "a value that few may see")
        self.put("bank/db", "another")
        self.kmsync("key create hangzhou --id orders")

    def test_02_an_administrator_may_do_everything(self):
        self.assertPermitted("alice", "instance create shanghai --region r")
        self.assertPermitted("alice", "secret put hangzhou shop/db", stdin="a value that few may see")
        self.assertEqual(self.assertPermitted("alice", "secret get hangzhou shop/db"), "a value that few may see")
        self.assertPermitted("alice", "replica add hangzhou shanghai --type all")
        self.assertPermitted("alice", "log-level info")

    def test_03_an_operator_pauses_resumes_and_retries_but_sees_no_value_and_changes_nothing(self):
        self.assertPermitted("olga", "status")
        self.assertPermitted("olga", "replica pause hangzhou beijing", "--reason rest")
        self.assertPermitted("olga", "replica resume hangzhou beijing")
        self.assertPermitted("olga", "resource retry hangzhou")
        for words in ("secret get hangzhou shop/db", "instance create x --region r", "secret put hangzhou shop/db", "reload",
                      "replica remove hangzhou beijing --confirm beijing", "key disable hangzhou orders", "fault set beijing --outage"):
            self.assertRefused("olga", words, stdin="x")

    def test_04_a_viewer_looks_but_sees_no_value_and_does_nothing(self):
        for words in ("status", "instance list", "secret list hangzhou", "key list hangzhou", "replica list hangzhou",
                      "resource list hangzhou", "resource explain hangzhou beijing secret/shop/db"):
            self.assertPermitted("vera", words)
        for words in ("secret get hangzhou shop/db", "secret put hangzhou shop/db", "replica pause hangzhou beijing --reason r",
                      "resource retry hangzhou", "key encrypt hangzhou orders", "reload"):
            self.assertRefused("vera", words, stdin="x")

    def test_05_a_stranger_gets_in_nowhere(self):
        for words in ("status", "instance list", "secret get hangzhou shop/db", "resource list hangzhou", "reload"):
            self.assertRefused("stefan", words)

    def test_06_an_application_reads_what_it_was_granted(self):
        self.configure("roles:\n  applications:\n    - users: [shop]\n      instances: [hangzhou]\n      keys: [orders]\n      secrets: [shop/*]\n")
        self.box.run("systemctl", "reload", UNIT)
        self.assertEqual(self.kmsync("secret get hangzhou shop/db", user="shop"), "a value that few may see")
        sealed = self.kmsync("key encrypt hangzhou orders --base64", stdin="plain", user="shop")
        self.assertEqual(self.kmsync("key decrypt hangzhou --base64", stdin=sealed, user="shop"), "plain")
        for words in ("secret get hangzhou bank/db", "secret get beijing shop/db", "secret list hangzhou", "status"):
            self.assertRefused("shop", words)

    def test_07_every_refusal_and_every_use_is_in_the_journal_with_who_it_was(self):
        users = {name: self.box.run("id", "-u", name).strip() for name in PEOPLE}
        denied = self.box.entries("", _SYSTEMD_UNIT=UNIT, MESSAGE_ID=ID["accessDenied"])
        self.assertEqual({entry["KMSYNC_USER"] for entry in denied}, {users[name] for name in ("olga", "vera", "stefan", "shop")})
        used = self.box.entries("", _SYSTEMD_UNIT=UNIT, KMSYNC_OUTCOME="done", KMSYNC_USER=users["shop"])
        self.assertEqual({entry["KMSYNC_RESOURCE"] for entry in used}, {"secret/shop/db", "key/orders"})
