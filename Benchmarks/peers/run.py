#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""Measures kmsyncd and its peers at the same work, in turns, and prints a table and JSON lines. See README.md."""

import argparse
import datetime
import json
import os
import platform
import signal
import statistics
import sys

import etcd
import ours
import postgres
from host import Trouble, measure

SYSTEMS = {"kmsyncd": ours, "postgresql": postgres, "etcd": etcd}
SHAPES = {
    "bootstrap": "first copy: the items are there, then three destinations are added",
    "streamed": "streamed: three destinations are there, then each item is put and acknowledged by itself",
    "bulk": "streamed in bulk: PostgreSQL in one transaction, etcd in transactions of 128, kmsyncd as before",
}


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16, help="of those who put items one by one")
    parser.add_argument("--system", action="append", choices=SYSTEMS, help="only this one; may be repeated")
    parser.add_argument("--shape", action="append", choices=SHAPES, help="only this one; may be repeated")
    parser.add_argument("--output", default=".build/bench-peers.jsonl", help="where the JSON lines go")
    chosen = parser.parse_args()
    if chosen.items < 1 or chosen.items % chosen.connections != 0 or chosen.rounds < 1:
        parser.error("--items is a multiple of --connections, --rounds at least 1")
    return chosen


def machine():
    model = platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), model)
    return f"{os.cpu_count()} × {model}, Linux {platform.release()}"


def table(shape, measured, items):
    """A line for each system: median, spread, rate, how it stands to ours, and which part of it was the putting."""
    print(f"\n{SHAPES[shape]}\n")
    print(f"{'':32}{'median':>10}{'fastest':>10}{'slowest':>10}{'items/s':>10}{'× ours':>8}{'put by':>10}{'rest':>10}")
    our_time = statistics.median(total for _, total in measured["kmsyncd"]) if measured.get("kmsyncd") else None
    for system, times in measured.items():
        totals = [total for _, total in times]
        median = statistics.median(totals)
        ratio = f"{median / our_time:.1f}" if our_time else "-"
        cells = [f"{median:.2f} s", f"{min(totals):.2f} s", f"{max(totals):.2f} s", f"{items / median:,.0f}"]
        ends = ["-", "-"]
        if shape != "bootstrap":
            put = statistics.median(acknowledged for acknowledged, _ in times)
            rest = statistics.median(total - acknowledged for acknowledged, total in times)
            ends = [f"{put:.2f} s", f"{rest:.2f} s"]
        line = "".join(f"{cell:>10}" for cell in cells) + f"{ratio:>8}" + "".join(f"{cell:>10}" for cell in ends)
        print(f"{SYSTEMS[system].NAME:32}{line}", flush=True)


def main():
    chosen = options()
    # SIGTERM unwinds as Ctrl-C does: what was started is ended, what was written is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    systems = chosen.system or list(SYSTEMS)
    versions = {system: SYSTEMS[system].version() for system in systems}
    now = datetime.datetime.now(datetime.timezone.utc)
    print(f"{chosen.items:,} items of 256 bytes to 3 destinations, durable at each; {chosen.rounds} rounds in turns.")
    print(f"{machine()}; {now:%Y-%m-%d}; " + ", ".join(f"{name} {versions[name]}" for name in systems))
    if os.getloadavg()[0] > 1:
        print(f"The machine was busy with other things: load {os.getloadavg()[0]:.1f}.")
    os.makedirs(os.path.dirname(os.path.abspath(chosen.output)), exist_ok=True)
    with open(chosen.output, "w", encoding="utf-8") as output:
        for shape in chosen.shape or SHAPES:
            measured = {system: [] for system in systems}
            for number in range(chosen.rounds):
                # Another one begins each round, so that none always finds the disk as the same other left it.
                for system in systems[number % len(systems) :] + systems[: number % len(systems)]:
                    acknowledged, total = measure(SYSTEMS[system], shape, chosen.items, chosen.connections)
                    measured[system].append((acknowledged, total))
                    line = {
                        "benchmark": "peers",
                        "shape": shape,
                        "system": system,
                        "version": versions[system],
                        "round": number + 1,
                        "items": chosen.items,
                        "destinations": 3,
                        "acknowledgedSeconds": round(acknowledged, 4),
                        "seconds": round(total, 4),
                        "itemsPerSecond": round(chosen.items / total, 1),
                        "at": now.isoformat(timespec="seconds"),
                    }
                    output.write(json.dumps(line) + "\n")
                    output.flush()
            table(shape, measured, chosen.items)
    print(f"\nJSON lines: {chosen.output}. What each does and leaves out: Benchmarks/peers/README.md.")


if __name__ == "__main__":
    try:
        main()
    except (Trouble, FileNotFoundError) as trouble:
        sys.exit(f"peers: {trouble}")
    except KeyboardInterrupt:
        sys.exit(130)
