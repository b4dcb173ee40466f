#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""Copies the sources to a scratch package and plants the faults of faults.toml there, each behind a switch."""

import pathlib
import shutil
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

SWITCH = """// SPDX-License-Identifier: Apache-2.0
// Copyright kmsync contributors

import Glibc

/// The faults that were planted into this copy; the environment's KMSYNC_PLANTED switches one on.
package enum PlantedFault: String {{
{cases}

    static let active = getenv("KMSYNC_PLANTED").flatMap {{ PlantedFault(rawValue: String(cString: $0)) }}
}}

/// Whether this fault is switched on.
package func isPlanted(_ fault: PlantedFault) -> Bool {{ fault == PlantedFault.active }}
"""


def case_name(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(word.capitalize() for word in rest)


def plant(fault: dict, package: pathlib.Path) -> None:
    path = package / fault["file"]
    lines = path.read_text().split("\n")
    # An earlier fault may stand on the line already: the original is looked for, and a second one is refused.
    places = [number for number, line in enumerate(lines) if line.strip() == fault["line"]]
    wanted = fault.get("occurrence", 0)
    if len(places) <= wanted or "occurrence" not in fault and len(places) != 1:
        sys.exit(f"{fault['name']}: the line stands {len(places)} times in {fault['file']}: mend Tests/PlantedFaults/faults.toml")
    place = places[wanted]
    indentation = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
    lines[place] = indentation + fault["becomes"].replace("PLANTED", f"isPlanted(.{case_name(fault['name'])})")
    path.write_text("\n".join(lines))


def main() -> None:
    faults = tomllib.loads((HERE / "faults.toml").read_text())["fault"]
    if len(sys.argv) == 2 and sys.argv[1] == "--list":
        print("\n".join(fault["name"] for fault in faults))
        return
    package = pathlib.Path(sys.argv[1])
    shutil.rmtree(package, ignore_errors=True)
    package.mkdir(parents=True)
    for name in ("Package.swift", "Package.resolved"):
        if (ROOT / name).exists():
            shutil.copy2(ROOT / name, package / name)
    for name in ("Tests", "Benchmarks"):
        (package / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "Sources", package / "Sources")
    for fault in faults:
        plant(fault, package)
    cases = "\n".join(f'    case {case_name(fault["name"])} = "{fault["name"]}"' for fault in faults)
    (package / "Sources/SyncModel/PlantedFault.swift").write_text(SWITCH.format(cases=cases))


main()
