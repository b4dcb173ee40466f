# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""Drives every method of every interface over a real socket, one interface a run.

Usage: drive_every_method.py ADDRESS SCENARIO, on a daemon without instances. ADDRESS: unix:/path/of/the/socket.
A run ends by checking that every method of its interface was called, and every error met that a caller can cause.
"""

import json
import queue
import subprocess
import sys
import tempfile
import threading

from foreign_client import SERVICE, ForeignClient, b64, equal, unb64, varlink

# What takes a full disk, a broken file, a defect, another user, a peer that lies, or a configuration file.
NOT_CAUSED_HERE = {
    "io.kmsync.Instances.StorageFull",
    "io.kmsync.Instances.InstanceUnavailable",
    "io.kmsync.Instances.InternalError",
    "io.kmsync.Instances.PermissionDenied",
    # The rotation barrier is not served yet.
    "io.kmsync.Keys.RotationPending",
    # Met by the tests of the configuration, which write a bad file.
    "io.kmsync.Daemon.BadConfiguration",
    # Met by the tests of shares, which take all places.
    "io.kmsync.Daemon.TooManyConnections",
}


def create(c, *names, **parameters):
    for name in names:
        c.call("Instances.CreateInstance", instanceId=name, region=f"region-{name}", **parameters)


def pair(c, primary="alpha", replica="beta", resources=None):
    kind = "all_resources" if resources is None else "selected_resources"
    return c.call(
        "Synchronization.AssociateReplica",
        primaryInstanceId=primary, replicaInstanceId=replica, synchronizationType=kind, resources=resources,
    )["association"]


def wait(c, primary="alpha"):
    c.call("Synchronization.WaitUntilSynchronized", primaryInstanceId=primary, timeoutSeconds=30.0)


def introspection(c):
    info = c.call(f"{SERVICE}.GetInfo")
    equal(info["product"], "kmsyncd", "product")
    for field in ("vendor", "version", "url"):
        assert info[field], f"{field} is empty"
    ours = sorted(name for name in info["interfaces"] if name.startswith("io.kmsync."))
    equal(ours, sorted(f"io.kmsync.{name}" for name in SCENARIOS if name != "introspection"), "interfaces")
    for name in info["interfaces"]:
        text = c.call(f"{SERVICE}.GetInterfaceDescription", interface=name)["description"]
        assert f"interface {name}" in text, text
        assert c.methods(name), f"{name} has no methods"
    c.refused(f"{SERVICE}.InterfaceNotFound", f"{SERVICE}.GetInterfaceDescription", interface="io.kmsync.Nothing")
    try:
        c.client.get_interface("io.kmsync.Nothing")
        raise AssertionError("an interface that is not there was described")
    except varlink.InterfaceNotFound:
        pass


def instances(c):
    equal(c.call("Instances.ListInstances")["instances"], [], "instances of a new daemon")
    made = c.call("Instances.CreateInstance", instanceId="alpha", region="region-1")["instance"]
    equal(made["role"], "standalone", "role")
    equal((made["residencyZone"], made["accountId"]), ("default", "default"), "zone and account")
    equal((made["keyQuota"], made["secretQuota"]), ({"limit": 100000, "used": 0},) * 2, "quotas")
    equal(made["headSequence"], 0, "head")
    c.call(
        "Instances.CreateInstance",
        instanceId="beta", region="region-2", residencyZone="cn", accountId="acme", keyQuota=0, secretQuota=10000000,
    )
    listed = c.call("Instances.ListInstances")["instances"]
    equal([one["instanceId"] for one in listed], ["alpha", "beta"], "instances")
    described = c.call("Instances.DescribeInstance", instanceId="beta")["instance"]
    equal(described, listed[1], "DescribeInstance beside ListInstances")
    equal(described["secretQuota"]["limit"], 10000000, "secret quota")
    changed = c.call("Instances.SetQuota", instanceId="beta", keyQuota=7)["instance"]
    equal((changed["keyQuota"]["limit"], changed["secretQuota"]["limit"]), (7, 10000000), "quotas after SetQuota")

    c.refused("Instances.InstanceNotFound", "Instances.DescribeInstance", {"instanceId": "none"}, instanceId="none")
    c.refused("Instances.InstanceExists", "Instances.CreateInstance", instanceId="alpha", region="region-1")
    for bad in ("", "Alpha", "1a", "a_b", "a" * 65, "../alpha", "a/b"):
        c.refused("Instances.InvalidInput", "Instances.CreateInstance", {"field": "instanceId"},
                  instanceId=bad, region="region-1")
    c.refused("Instances.InvalidInput", "Instances.CreateInstance", {"field": "keyQuota"},
              instanceId="gamma", region="region-1", keyQuota=10000001)
    c.refused("Instances.InvalidInput", "Instances.SetQuota", instanceId="beta", keyQuota=-1)
    c.refused("Instances.ConfirmationRequired", "Instances.ReleaseInstance", {"expected": "beta"},
              instanceId="beta", confirm="alpha")
    wrong_type(c)

    create(c, "gamma")
    pair(c, "alpha", "gamma")
    c.refused("Instances.InstanceReadOnly", "Secrets.CreateSecret", {"instanceId": "gamma", "role": "replica"},
              instanceId="gamma", name="s", value="")
    for used in ("alpha", "gamma"):
        c.refused("Instances.InstanceInUse", "Instances.ReleaseInstance", instanceId=used, confirm=used)
    equal(c.call("Instances.ReleaseInstance", instanceId="beta", confirm="beta"), {}, "ReleaseInstance")
    c.refused("Instances.InstanceNotFound", "Instances.DescribeInstance", instanceId="beta")


def wrong_type(c):
    """The library checks types itself, so this goes out by hand: its own connection, its own JSON."""
    connection = c.client.open("io.kmsync.Instances")
    call = {"method": "io.kmsync.Instances.DescribeInstance", "parameters": {"instanceId": 7}}
    connection._send_message(json.dumps(call).encode())
    reply = json.loads(next(connection._next_message()))
    equal(reply.get("error"), f"{SERVICE}.InvalidParameter", "a number for an id")
    connection.close()


def openssl(*arguments, data=b""):
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


SPECS = {
    "aes_256": None,
    "rsa_2048": ["rsa_pss_sha_256", "rsa_pkcs1_sha_256"],
    "rsa_3072": ["rsa_pss_sha_256"],
    "rsa_4096": ["rsa_pss_sha_256"],
    "ec_p256": ["ecdsa_sha_256"],
    "ec_p384": ["ecdsa_sha_384"],
    "ed25519": ["ed25519"],
    "hmac_sha_256": ["hmac_sha_256"],
}


def keys(c):
    create(c, "alpha", "beta")
    for spec, algorithms in SPECS.items():
        key = c.call("Keys.CreateKey", instanceId="alpha", keyId=spec.replace("_", "-"), spec=spec)["key"]
        equal((key["spec"], key["state"], key["revision"]), (spec, "enabled", 1), f"a new key of {spec}")
        equal([v["versionId"] for v in key["versions"]], [key["primaryVersionId"]], "versions")
        for algorithm in algorithms or []:
            sign_and_verify(c, key["keyId"], algorithm)
    key_life(c)
    ciphertexts(c)
    imports(c)
    public_keys(c)
    key_refusals(c)


def sign_and_verify(c, key, algorithm):
    message = b64(b"to be signed")
    signed = c.call("Keys.Sign", instanceId="alpha", keyId=key, message=message, algorithm=algorithm)
    equal(signed["algorithm"], algorithm, "algorithm")
    verify = {"instanceId": "alpha", "keyId": key, "signature": signed["signature"], "algorithm": algorithm}
    assert c.call("Keys.Verify", message=message, **verify)["valid"], f"{algorithm} does not verify"
    assert c.call("Keys.Verify", message=message, versionId=signed["versionId"], **verify)["valid"]
    assert not c.call("Keys.Verify", message=b64(b"another"), **verify)["valid"], f"{algorithm} verifies anything"
    default = c.call("Keys.Sign", instanceId="alpha", keyId=key, message=message)
    equal(default["algorithm"], SPECS[key.replace("-", "_")][0], "the default algorithm")


def key_life(c):
    own = c.call("Keys.CreateKey", instanceId="alpha", aliases=["alias/one"], description="d", tags={"a": "b"})["key"]
    key = {"instanceId": "alpha", "keyId": own["keyId"]}
    equal((own["spec"], own["aliases"], own["description"], own["tags"]), ("aes_256", ["alias/one"], "d", {"a": "b"}))
    rotated = c.call("Keys.RotateKey", **key)["key"]
    equal((len(rotated["versions"]), rotated["revision"]), (2, 2), "versions and revision once rotated")
    equal(rotated["primaryVersionId"], rotated["versions"][-1]["versionId"], "the version that encrypts")
    equal(c.call("Keys.DisableKey", **key)["key"]["state"], "disabled")
    c.refused("Keys.KeyNotUsable", "Keys.Encrypt", {"state": "disabled"}, plaintext="", **key)
    equal(c.call("Keys.EnableKey", **key)["key"]["state"], "enabled")
    updated = c.call("Keys.UpdateKey", aliases=["alias/two"], description="", tags={}, **key)["key"]
    equal((updated["aliases"], updated["description"], updated["tags"]), (["alias/two"], "", {}), "updated")
    doomed = c.call("Keys.ScheduleKeyDeletion", pendingWindowDays=7, **key)["key"]
    equal(doomed["state"], "pending_deletion")
    assert doomed["plannedDeletionAt"] > doomed["createdAt"]
    c.refused("Keys.KeyNotUsable", "Keys.Encrypt", {"state": "pending_deletion"}, plaintext="", **key)
    back = c.call("Keys.CancelKeyDeletion", **key)["key"]
    assert back["state"] in ("disabled", "enabled") and not back.get("plannedDeletionAt"), back
    equal(c.call("Keys.DescribeKey", **key)["key"], back, "DescribeKey beside CancelKeyDeletion")
    everything = c.call("Keys.ListKeys", instanceId="alpha")["keys"]
    pages, after = [], None
    while True:
        page = c.call("Keys.ListKeys", instanceId="alpha", limit=2, after=after)
        assert len(page["keys"]) <= 2
        pages += page["keys"]
        after = page.get("next")
        if not after:
            break
    equal(pages, everything, "pages of two beside one page")
    equal([one["keyId"] for one in pages], sorted(one["keyId"] for one in pages), "order")


def ciphertexts(c):
    key = {"instanceId": "alpha", "keyId": "aes-256"}
    c.call("Keys.UpdateKey", aliases=["alias/main"], **key)
    for plain in (b"", b"\0\xff" * 8, b"x" * 32768):
        sealed = c.call("Keys.Encrypt", instanceId="alpha", keyId="alias/main", plaintext=b64(plain),
                        context={"tenant": "t"})
        equal(sealed["keyId"], "aes-256", "the key behind the alias")
        opened = c.call("Keys.Decrypt", instanceId="alpha", ciphertext=sealed["ciphertext"], context={"tenant": "t"})
        equal(unb64(opened["plaintext"]), plain, "plaintext")
        equal((opened["keyId"], opened["versionId"]), (sealed["keyId"], sealed["versionId"]), "key and version")
    c.call("Keys.RotateKey", **key)
    opened = c.call("Keys.Decrypt", instanceId="alpha", ciphertext=sealed["ciphertext"], context={"tenant": "t"})
    equal(unb64(opened["plaintext"]), b"x" * 32768, "plaintext of an older version")
    for context in (None, {}, {"tenant": "u"}):
        c.refused("Keys.DecryptionFailed", "Keys.Decrypt", instanceId="alpha", ciphertext=sealed["ciphertext"],
                  context=context)
    broken = bytearray(unb64(sealed["ciphertext"]))
    broken[-1] ^= 1
    c.refused("Keys.DecryptionFailed", "Keys.Decrypt", instanceId="alpha", ciphertext=b64(broken),
              context={"tenant": "t"})
    c.refused("Keys.DecryptionFailed", "Keys.Decrypt", instanceId="beta", ciphertext=sealed["ciphertext"],
              context={"tenant": "t"})


def imports(c):
    made = {
        "rsa_2048": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        "ec_p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        "ec_p384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
        "ed25519": ["-algorithm", "ED25519"],
    }
    for spec, arguments in made.items():
        pem = openssl("genpkey", *arguments)
        name = "imported-" + spec.replace("_", "-")
        c.call("Keys.ImportKey", instanceId="alpha", keyId=name, spec=spec, material=pem.decode())
        ours = c.call("Keys.GetPublicKey", instanceId="alpha", keyId=name)["pem"]
        equal(ours.split(), openssl("pkey", "-pubout", data=pem).decode().split(), f"the public key of {spec}")
        c.refused("Keys.KeyExists", "Keys.ImportKey", instanceId="alpha", keyId=name, spec=spec, material=pem.decode())
    for spec in ("aes_256", "hmac_sha_256"):
        name = "imported-" + spec.replace("_", "-")
        c.call("Keys.ImportKey", instanceId="alpha", keyId=name, spec=spec, material=b64(bytes(range(32))))
    mac = c.call("Keys.Sign", instanceId="alpha", keyId="imported-hmac-sha-256", message=b64(b"m"))["signature"]
    expected = openssl("mac", "-digest", "SHA256", "-macopt", "hexkey:" + bytes(range(32)).hex(), "-binary", "HMAC",
                       data=b"m")
    equal(unb64(mac), expected, "HMAC of an imported key beside openssl's")
    c.refused("Instances.InvalidInput", "Keys.ImportKey", instanceId="alpha", spec="aes_256", material=b64(b"short"))
    c.refused("Instances.InvalidInput", "Keys.ImportKey", instanceId="alpha", spec="ec_p256", material="no PEM")


def public_keys(c):
    with tempfile.TemporaryDirectory() as folder:
        def file(name, data):
            with open(f"{folder}/{name}", "wb") as out:
                out.write(data)
            return f"{folder}/{name}"

        message = file("message", b"to be signed")
        digest = {
            "rsa-2048": ["-sha256", "-sigopt", "rsa_padding_mode:pss"], "ec-p256": ["-sha256"], "ec-p384": ["-sha384"],
        }
        for key, options in digest.items():
            pem = c.call("Keys.GetPublicKey", instanceId="alpha", keyId=key)["pem"]
            signed = c.call("Keys.Sign", instanceId="alpha", keyId=key, message=b64(b"to be signed"))
            out = openssl("dgst", *options, "-verify", file("key", pem.encode()), "-signature",
                          file("signature", unb64(signed["signature"])), message)
            assert b"Verified OK" in out, out
        pem = c.call("Keys.GetPublicKey", instanceId="alpha", keyId="ed25519", versionId="v1")["pem"]
        signed = c.call("Keys.Sign", instanceId="alpha", keyId="ed25519", message=b64(b"to be signed"))
        openssl("pkeyutl", "-verify", "-pubin", "-inkey", file("key", pem.encode()), "-rawin", "-in", message,
                "-sigfile", file("signature", unb64(signed["signature"])))


def key_refusals(c):
    alpha = {"instanceId": "alpha"}
    for method in ("DescribeKey", "RotateKey", "EnableKey", "DisableKey", "UpdateKey", "ScheduleKeyDeletion",
                   "CancelKeyDeletion", "GetPublicKey"):
        c.refused("Keys.KeyNotFound", f"Keys.{method}", {"keyId": "none"}, keyId="none", **alpha)
    c.refused("Keys.KeyExists", "Keys.CreateKey", {"keyId": "aes-256"}, keyId="aes-256", **alpha)
    c.refused("Keys.AliasInUse", "Keys.CreateKey", {"alias": "alias/main", "keyId": "aes-256"},
              aliases=["alias/main"], **alpha)
    c.refused("Keys.KeyUsageMismatch", "Keys.Encrypt", {"spec": "ed25519"}, keyId="ed25519", plaintext="", **alpha)
    c.refused("Keys.KeyUsageMismatch", "Keys.Sign", keyId="aes-256", message="", **alpha)
    c.refused("Keys.KeyUsageMismatch", "Keys.GetPublicKey", keyId="aes-256", **alpha)
    c.refused("Instances.InvalidInput", "Keys.Sign", {"field": "message"}, keyId="ed25519", message="====", **alpha)
    c.refused("Instances.InvalidInput", "Keys.CreateKey", {"field": "spec"}, spec="rot13", **alpha)
    c.refused("Instances.InvalidInput", "Keys.ListKeys", {"field": "limit"}, limit=1001, **alpha)
    c.refused("Instances.InvalidInput", "Keys.ScheduleKeyDeletion", keyId="aes-256", pendingWindowDays=6, **alpha)
    c.refused("Instances.InstanceNotFound", "Keys.ListKeys", instanceId="none")
    c.call("Secrets.CreateSecret", name="under/a/key", value=b64(b"v"), encryptionKeyId="imported-aes-256", **alpha)
    c.refused("Keys.KeyInUse", "Keys.ScheduleKeyDeletion", {"keyId": "imported-aes-256", "secretCount": 1},
              keyId="imported-aes-256", **alpha)
    c.call("Instances.SetQuota", instanceId="beta", keyQuota=1)
    c.call("Keys.CreateKey", instanceId="beta")
    c.refused("Keys.QuotaExceeded", "Keys.CreateKey", {"instanceId": "beta", "limit": 1}, instanceId="beta")


def secrets(c):
    create(c, "alpha")
    alpha = {"instanceId": "alpha"}
    made = c.call("Secrets.CreateSecret", name="db/main", value=b64(b"one"), versionId="first", description="d",
                  tags={"a": "b"}, **alpha)["secret"]
    equal(made["versions"][0]["stages"], ["ACSCurrent"], "stages of the first version")
    equal((made["state"], made["revision"], made["tags"]), ("active", 1, {"a": "b"}))
    one = {"name": "db/main", **alpha}
    put = c.call("Secrets.PutSecretValue", value=b64(b"two"), **one)
    again = c.call("Secrets.PutSecretValue", value=b64(b"two"), versionId=put["versionId"], **one)
    equal(again["secret"]["revision"], put["secret"]["revision"], "the same version and value again")
    c.refused("Secrets.VersionContentConflict", "Secrets.PutSecretValue", {"versionId": put["versionId"]},
              value=b64(b"three"), versionId=put["versionId"], **one)
    stages = {v["versionId"]: v["stages"] for v in put["secret"]["versions"]}
    equal(stages, {"first": ["ACSPrevious"], put["versionId"]: ["ACSCurrent"]}, "stages")
    equal(unb64(c.call("Secrets.GetSecretValue", **one)["value"]), b"two")
    equal(unb64(c.call("Secrets.GetSecretValue", stage="ACSPrevious", **one)["value"]), b"one")
    equal(unb64(c.call("Secrets.GetSecretValue", versionId="first", **one)["value"]), b"one")
    c.call("Secrets.PutSecretValue", value=b64(b"four"), versionId="fourth", stages=["Canary"], **one)
    equal(c.call("Secrets.GetSecretValue", stage="Canary", **one)["versionId"], "fourth")
    equal(unb64(c.call("Secrets.GetSecretValue", **one)["value"]), b"two", "the current one beside the canary")
    moved = c.call("Secrets.UpdateSecretVersionStage", stage="ACSCurrent", moveToVersionId="first",
                   removeFromVersionId=put["versionId"], **one)["secret"]
    equal(c.call("Secrets.GetSecretValue", **one)["versionId"], "first", "the current version, moved back")
    updated = c.call("Secrets.UpdateSecret", description="e", tags={}, **one)["secret"]
    equal((updated["description"], updated["tags"], updated["revision"]), ("e", {}, moved["revision"] + 1))
    equal(c.call("Secrets.DescribeSecret", **one)["secret"], updated, "DescribeSecret beside UpdateSecret")
    secret_deletion(c, one)
    secret_refusals(c, one)


def secret_deletion(c, one):
    planned = c.call("Secrets.DeleteSecret", recoveryWindowDays=7, **one)["plannedDeletionAt"]
    equal(c.call("Secrets.DescribeSecret", **one)["secret"]["plannedDeletionAt"], planned)
    restored = c.call("Secrets.RestoreSecret", **one)["secret"]
    assert restored["state"] == "active" and not restored.get("plannedDeletionAt"), restored
    other = {"instanceId": one["instanceId"], "name": "gone"}
    c.call("Secrets.CreateSecret", value=b64(b"v"), **other)
    assert not c.call("Secrets.DeleteSecret", force=True, **other).get("plannedDeletionAt")
    c.refused("Secrets.SecretNotFound", "Secrets.GetSecretValue", {"name": "gone"}, **other)
    again = c.call("Secrets.CreateSecret", value=b64(b"new"), **other)["secret"]
    assert again["revision"] > 2, f"a revision is never used twice: {again['revision']}"
    listed = c.call("Secrets.ListSecrets", instanceId="alpha", limit=1)
    rest = c.call("Secrets.ListSecrets", instanceId="alpha", after=listed["next"])
    equal([s["name"] for s in listed["secrets"] + rest["secrets"]], ["db/main", "gone"], "names")


def secret_refusals(c, one):
    alpha = {"instanceId": "alpha"}
    for method, more in {
        "PutSecretValue": {"value": ""}, "GetSecretValue": {}, "DescribeSecret": {}, "UpdateSecret": {},
        "UpdateSecretVersionStage": {"stage": "s", "moveToVersionId": "v"}, "DeleteSecret": {}, "RestoreSecret": {},
    }.items():
        c.refused("Secrets.SecretNotFound", f"Secrets.{method}", {"name": "none"}, name="none", **more, **alpha)
    c.refused("Secrets.SecretExists", "Secrets.CreateSecret", value="", **one)
    c.refused("Secrets.SecretVersionNotFound", "Secrets.GetSecretValue", {"versionId": "none"}, versionId="none", **one)
    c.refused("Secrets.SecretVersionNotFound", "Secrets.GetSecretValue", {"stage": "None"}, stage="None", **one)
    c.refused("Keys.KeyNotFound", "Secrets.CreateSecret", name="s", value="", encryptionKeyId="none", **alpha)
    c.refused("Instances.InvalidInput", "Secrets.PutSecretValue", {"field": "value"}, value="no base64!", **one)
    c.call("Secrets.CreateSecret", name="longest", value=b64(b"x" * 65536), **alpha)
    c.refused("Secrets.ValueTooLarge", "Secrets.CreateSecret", {"limit": 65536}, name="s",
              value=b64(b"x" * 65537), **alpha)
    for bad in ("", "/", "a//b", "../a", "a/.", "a b", "é", "a" * 257):
        c.refused("Instances.InvalidInput", "Secrets.CreateSecret", {"field": "name"}, name=bad, value="", **alpha)
    c.refused("Instances.InvalidInput", "Secrets.DeleteSecret", recoveryWindowDays=31, **one)


def synchronization(c):
    create(c, "alpha", "beta", "gamma", "delta")
    c.call("Keys.CreateKey", instanceId="alpha", keyId="k")
    c.call("Secrets.CreateSecret", instanceId="alpha", name="s/1", value=b64(b"1"), encryptionKeyId="k")
    c.call("Secrets.CreateSecret", instanceId="alpha", name="s/2", value=b64(b"2"))
    beta = {"primaryInstanceId": "alpha", "replicaInstanceId": "beta"}
    equal(c.call("Synchronization.CheckAssociation", **beta)["violations"], [], "violations")
    made = pair(c)
    equal((made["address"], made["region"], made["epoch"]), ("local", "region-beta", 1), "a new association")
    equal(pair(c)["epoch"], 1, "the same association again")
    pair(c, replica="gamma", resources=["secret/s/1"])
    wait(c)
    listed = c.call("Synchronization.ListReplicas", primaryInstanceId="alpha")["replicas"]
    equal([one["replicaInstanceId"] for one in listed], ["beta", "gamma"], "replicas")
    equal(c.call("Synchronization.ListReplicas")["replicas"][0]["replicaInstanceId"], "beta", "replicas of all")
    described = c.call("Synchronization.DescribeReplica", **beta)["replica"]
    equal((described["state"], described["connection"], described["lagSeconds"]), ("active", "connected", 0))
    equal(described["appliedSequence"], described["headSequence"], "applied and head")
    equal(described["counts"]["in_sync"], 3, "in sync")
    resources(c)
    hold_and_retry(c, beta)
    association_refusals(c)
    ends(c)


def resources(c):
    rows = c.call("Synchronization.ListSynchronizedResources", primaryInstanceId="alpha")["resources"]
    found = [(r["resourceId"], r["replicaInstanceId"], r["status"]) for r in rows]
    expected = [
        ("key/k", "beta", "in_sync"), ("key/k", "gamma", "in_sync"), ("secret/s/1", "beta", "in_sync"),
        ("secret/s/1", "gamma", "in_sync"), ("secret/s/2", "beta", "in_sync"),
    ]
    equal(found, expected, "synchronized resources: a selected secret brings its key")
    pages, after = [], None
    while True:
        page = c.call("Synchronization.ListSynchronizedResources", primaryInstanceId="alpha", limit=2, after=after)
        pages += page["resources"]
        after = page.get("next")
        if not after:
            break
    equal([(r["resourceId"], r["replicaInstanceId"]) for r in pages], [f[:2] for f in found], "pages")
    for extra, count in (({"replicaInstanceId": "gamma"}, 2), ({"status": "failed"}, 0),
                         ({"resourceId": "secret/s/2"}, 1), ({"failureCode": "replica_unreachable"}, 0)):
        page = c.call("Synchronization.ListSynchronizedResources", primaryInstanceId="alpha", **extra)
        equal(len(page["resources"]), count, f"resources with {extra}")
    c.refused("Synchronization.ResourceNotSynchronized", "Synchronization.ExplainResource", {"resourceId": "secret/s/2"},
              primaryInstanceId="alpha", replicaInstanceId="gamma", resourceId="secret/s/2")
    c.call("Keys.CreateKey", instanceId="alpha", keyId="later")
    c.call("Secrets.CreateSecret", instanceId="alpha", name="s/3", value=b64(b"3"), encryptionKeyId="later")
    grown = c.call("Synchronization.AddResources", primaryInstanceId="alpha", resources=["secret/s/2", "secret/s/3"])
    equal((grown["added"], grown["addedCount"]), (["secret/s/2", "secret/s/3"], 2), "added")
    equal(grown["dependencies"], ["key/later"], "dependencies")
    wait(c)
    equal(unb64(c.call("Secrets.GetSecretValue", instanceId="gamma", name="s/3")["value"]), b"3", "at the replica")


def hold_and_retry(c, beta):
    held = c.call("Synchronization.PauseReplica", reason="maintenance", **beta)["replica"]
    equal((held["state"], held["pausedReason"]), ("paused", "maintenance"), "paused")
    c.call("Secrets.PutSecretValue", instanceId="alpha", name="s/2", value=b64(b"held"))
    c.refused("Synchronization.TimedOut", "Synchronization.WaitUntilSynchronized", {"outstanding": 1},
              timeoutSeconds=0.2, **beta)
    row = c.call("Synchronization.ListSynchronizedResources", resourceId="secret/s/2", **beta)["resources"][0]
    equal((row["status"], row["waitingFor"]), ("pending", "paused"), "of a paused replica")
    equal(c.call("Synchronization.ResumeReplica", **beta)["replica"]["state"], "active", "resumed")
    assert c.call("Synchronization.RetryResources", primaryInstanceId="alpha")["retried"] >= 0
    c.call("Synchronization.WaitUntilSynchronized", resources=["secret/s/2"], timeoutSeconds=30.0, **beta)
    equal(unb64(c.call("Secrets.GetSecretValue", instanceId="beta", name="s/2")["value"]), b"held")
    c.unserved("Synchronization.VerifyReplica", **beta)
    told = c.call("Synchronization.ExplainResource", resourceId="secret/s/2", **beta)
    equal((told["resource"]["status"], told["resource"]["revision"]), ("in_sync", 2), "of an explained resource")
    assert "beta confirmed revision 2 of secret/s/2" in told["explanation"], told["explanation"]
    times = [event["at"] for event in told["timeline"]]
    assert times and times == sorted(times), told["timeline"]


def association_refusals(c):
    none = {"primaryInstanceId": "alpha", "replicaInstanceId": "delta"}
    for method, more in {
        "DescribeReplica": {}, "ResumeReplica": {}, "PauseReplica": {"reason": "r"},
        "DisassociateReplica": {"confirm": "delta"}, "WaitUntilSynchronized": {}, "RetryResources": {},
        "ListSynchronizedResources": {}, "AddResources": {"resources": ["key/k"]},
        "ExplainResource": {"resourceId": "key/k"},
    }.items():
        c.refused("Synchronization.ReplicaNotFound", f"Synchronization.{method}", none, **more, **none)
    c.refused("Synchronization.ResourcesNotFound", "Synchronization.AddResources", {"resources": ["key/none"]},
              primaryInstanceId="alpha", resources=["key/k", "key/none"])
    c.refused("Synchronization.SelectionNotApplicable", "Synchronization.AddResources",
              {"synchronizationType": "all_resources"},
              primaryInstanceId="alpha", replicaInstanceId="beta", resources=["key/k"])
    smaller = c.refused("Synchronization.AssociationRefused", "Synchronization.AssociateReplica",
                        primaryInstanceId="alpha", replicaInstanceId="beta",
                        synchronizationType="selected_resources", resources=["key/k"])
    equal([v["code"] for v in smaller["violations"]], ["selection_is_grow_only"], "violations")
    c.refused("Instances.InvalidInput", "Synchronization.AssociateReplica", {"field": "synchronizationType"},
              synchronizationType="some", **none)
    c.refused("Instances.InvalidInput", "Synchronization.AddResources", primaryInstanceId="alpha", resources=["k"])
    c.refused("Instances.InvalidInput", "Synchronization.ListSynchronizedResources", {"field": "status"},
              primaryInstanceId="alpha", status="lost")
    wider = c.call("Synchronization.AddResources", primaryInstanceId="alpha", replicaInstanceId="gamma", all=True)
    assert wider["addedCount"] >= 0
    wait(c)
    described = c.call("Synchronization.DescribeReplica", primaryInstanceId="alpha", replicaInstanceId="gamma")
    equal(described["replica"]["synchronizationType"], "all_resources", "the selection, widened")


def ends(c):
    beta = {"primaryInstanceId": "alpha", "replicaInstanceId": "beta"}
    c.refused("Instances.ConfirmationRequired", "Synchronization.DisassociateReplica", {"expected": "beta"}, **beta)
    preview = c.call("Synchronization.DisassociateReplica", dryRun=True, **beta)
    equal((preview["association"]["state"], preview["behindCount"]), ("active", 0), "the preview")
    c.call("Synchronization.DisassociateReplica", confirm="beta", **beta)
    equal(c.call("Synchronization.DescribeReplica", **beta)["replica"]["state"], "disassociated")
    equal(c.call("Instances.DescribeInstance", instanceId="beta")["instance"]["role"], "frozen", "role")
    c.refused("Synchronization.ReplicaDisassociated", "Synchronization.ResumeReplica", beta, **beta)
    refusal = c.refused("Synchronization.AssociationRefused", "Synchronization.AssociateReplica",
                        synchronizationType="all_resources", **beta)
    codes = {v["code"] for v in refusal["violations"]}
    assert {"reassociation_forbidden", "instance_frozen"} <= codes, codes
    equal(unb64(c.call("Secrets.GetSecretValue", instanceId="beta", name="s/1")["value"]), b"1", "of a frozen instance")
    c.refused("Instances.InstanceReadOnly", "Secrets.PutSecretValue", {"role": "frozen"},
              instanceId="beta", name="s/1", value="")


def faults(c):
    create(c, "alpha", "beta", "gamma")
    pair(c)
    wait(c)
    equal(c.call("Faults.ListFaults")["faults"], [], "faults of a new daemon")
    slow = c.call("Faults.SetFault", fault={
        "replicaInstanceId": "beta", "latencyMilliseconds": 20.0, "jitterMilliseconds": 5.0, "lossRatio": 0.0,
        "failureRatio": 0.0, "rateLimit": 1000.0, "expiresAt": "2099-01-01T00:00:00Z",
    })["fault"]
    equal((slow["latencyMilliseconds"], slow["jitterMilliseconds"]), (20, 5), "the fault in force")
    c.call("Faults.SetFault", fault={"replicaInstanceId": "gamma", "outage": True})
    equal([f["replicaInstanceId"] for f in c.call("Faults.ListFaults")["faults"]], ["beta", "gamma"], "faults")
    c.call("Secrets.CreateSecret", instanceId="alpha", name="s", value=b64(b"over a slow link"))
    wait(c)
    equal(unb64(c.call("Secrets.GetSecretValue", instanceId="beta", name="s")["value"]), b"over a slow link")
    c.refused("Synchronization.AssociationRefused", "Synchronization.AssociateReplica",
              primaryInstanceId="alpha", replicaInstanceId="gamma", synchronizationType="all_resources")
    for field, value in (("lossRatio", 1.5), ("latencyMilliseconds", -1.0), ("failureCode", "bad_weather"),
                         ("expiresAt", "2001-01-01T00:00:00Z")):
        c.refused("Instances.InvalidInput", "Faults.SetFault", fault={"replicaInstanceId": "beta", field: value})
    c.refused("Instances.InstanceNotFound", "Faults.SetFault", fault={"replicaInstanceId": "none", "outage": True})
    equal(c.call("Faults.ClearFault", replicaInstanceId="beta")["cleared"], 1, "cleared")
    equal(c.call("Faults.ClearFault")["cleared"], 1, "cleared, the rest")
    equal(c.call("Faults.ListFaults")["faults"], [], "faults")


def monitor(c):
    create(c, "alpha", "beta")
    pair(c)
    c.refused(f"{SERVICE}.ExpectedMore", "Monitor.Subscribe")
    met = queue.Queue()
    with c.stream("Monitor.Subscribe", instanceId="alpha", events=["resource_changed", "resource_synchronized"]) as all:
        def follow():
            try:
                for reply in all:
                    met.put(reply["event"])
            except Exception:
                pass  # The connection was closed under it: that is how a stream ends.

        threading.Thread(target=follow, daemon=True).start()
        # A subscription is not answered before its first event, so changes go on until one is told.
        seen = {}
        for number in range(500):
            if {"resource_changed", "resource_synchronized"} <= set(seen):
                break
            c.call("Secrets.CreateSecret", instanceId="alpha", name=f"s/{number}", value=b64(b"v"))
            try:
                event = met.get(timeout=0.1)
                seen[event["event"]] = event
            except queue.Empty:
                pass
        changed, synchronized = seen["resource_changed"], seen["resource_synchronized"]
    equal((changed["instanceId"], synchronized["replicaInstanceId"]), ("alpha", "beta"), "whose events")
    assert changed["resourceId"].startswith("secret/s/") and changed["message"] and changed["at"], changed
    assert synchronized["number"] != changed["number"], "numbers"


def daemon(c):
    create(c, "alpha", "beta")
    pair(c)
    c.call("Secrets.CreateSecret", instanceId="alpha", name="s", value=b64(b"v"))
    wait(c)
    status = c.call("Daemon.GetStatus")["status"]
    equal((status["state"], status["instances"], status["associations"]), ("running", 2, 1), "status")
    equal(status["counts"]["in_sync"], 1, "in sync")
    assert status["pid"] > 1 and status["connections"] >= 1 and status["version"], status
    equal(status["lagSeconds"], 0, "lag")
    equal(c.call("Daemon.Reload"), {}, "Reload")
    for level in ("trace", "info"):
        equal(c.call("Daemon.SetLogLevel", level=level), {}, "SetLogLevel")
    c.refused("Instances.InvalidInput", "Daemon.SetLogLevel", {"field": "level"}, level="loud")
    metrics = c.call("Daemon.GetMetrics")["metrics"]
    assert metrics.endswith("# EOF\n") and 'kmsync_replica_lag_seconds{primary="alpha",replica="beta"} 0\n' in metrics, metrics


SCENARIOS = {
    "introspection": introspection, "Instances": instances, "Keys": keys, "Secrets": secrets,
    "Synchronization": synchronization, "Faults": faults, "Monitor": monitor, "Daemon": daemon,
}


def main():
    address, scenario = sys.argv[1:]
    client = ForeignClient(address)
    SCENARIOS[scenario](client)
    interface = SERVICE if scenario == "introspection" else f"io.kmsync.{scenario}"
    called = {method for name, method in client.called if name == interface}
    equal(called, client.methods(interface), f"the methods of {interface} that were called")
    if scenario != "introspection":
        equal(client.errors(interface) - client.met - NOT_CAUSED_HERE, set(), f"errors of {interface} never met")
    client.close()
    print(f"{scenario}: {len(client.called)} methods, {len(client.met)} kinds of errors")


if __name__ == "__main__":
    main()
