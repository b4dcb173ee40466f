#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""Runs the tests of the service in booted containers. Usage: Tests/systemd/run.py --package FILE.deb --test-build DIRECTORY [NAME…]

NAME is a test, a class or a module as unittest has them: test_start, test_start.StartTest.test_05….
"""

import argparse
import os
import subprocess
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


def can_boot():
    """Why no container can be booted here; None where one can."""
    if os.geteuid() != 0:
        return "it needs root"
    arguments = [str(HERE / "boot-systemd.sh"), "run", "-n", "kmsync-probe", "--", "true"]
    probe = subprocess.run(arguments, capture_output=True, text=True)
    if probe.returncode == 0:
        return None
    if os.environ.get("KMSYNC_REQUIRE_SYSTEMD"):
        sys.exit(f"No container can be booted, and KMSYNC_REQUIRE_SYSTEMD is set:\n{probe.stdout}{probe.stderr}")
    return f"{probe.stdout}{probe.stderr}".strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", required=True, type=Path)
    parser.add_argument("--test-build", required=True, type=Path)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    reason = can_boot()
    if reason:
        print("=" * 100)
        print("SKIPPED: make test-systemd tested NOTHING: no container with a systemd can be booted here:")
        print(reason)
        print("=" * 100)
        return 0
    os.environ["KMSYNC_PACKAGE"] = str(arguments.package.resolve(strict=True))
    os.environ["KMSYNC_TEST_BUILD"] = str(arguments.test_build.resolve(strict=True))
    sys.path.insert(0, str(HERE))
    loader = unittest.TestLoader()
    suite = loader.loadTestsFromNames(arguments.names) if arguments.names else loader.discover(str(HERE), "test_*.py")
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed - len(result.skipped)} passed, {failed} failed, {len(result.skipped)} skipped")
    return 1 if failed or result.testsRun == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
