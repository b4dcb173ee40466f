#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""Writes kmsyncd.yaml(5), mdoc(7), from the commented configuration itself, so that the two say the same.

Usage: Scripts/manual-configuration.py CONFIGURATION VERSION DIRECTORY

A comment says what the keys after it mean: '# Text' at the indentation of '#key: default'. Comments that are
indented by three blanks or more are examples.
"""

import re
import sys

from manual import date, escaped, prose

KEY = re.compile(r"^( *)#([A-Za-z]+):(?: (.*))?$")
TEXT = re.compile(r"^ *#(?: (.*))?$")


def stripped(lines):
    while lines and not lines[0]:
        lines = lines[1:]
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def described(comment):
    """The lines of a comment: running text, and examples as they are."""
    lines, text, example = [], [], []

    def flush():
        nonlocal text, example
        if stripped(text):
            lines.extend(([".Pp"] if lines else []) + prose(" ".join(text)))
        if stripped(example):
            lines.extend([".Bd -literal -offset indent", *map(escaped, stripped(example)), ".Ed"])
        text, example = [], []

    for line in comment:
        if line.startswith("  ") or (example and not line):
            if text:
                flush()
            example.append(line[2:])
        else:
            if example:
                flush()
            text.append(line)
    flush()
    return lines


def keys(rest):
    """Section by section: its name, what is said of it, and its keys (heads, text)."""
    comment, path, sections = [], [], []
    for line in rest.splitlines():
        key, text = KEY.match(line), TEXT.match(line)
        if key:
            depth = len(key[1]) // 2
            path = path[:depth] + [key[2]]
            said, comment = described(comment), []
            if depth == 0:
                sections.append((key[2], said if key[3] is None else [], []))
            groups = sections[-1][2]
            # Keys without a comment of their own share the one before them.
            if depth == 0 and key[3] is None:
                continue
            if said or not groups:
                groups.append(([], said))
            if key[3] is not None:
                groups[-1][0].append(f".It Ic {'.'.join(path)} No (default: {escaped(key[3])})")
        elif text:
            comment.append(re.sub(r"(?<!\w)'([^']+)'", r"`\1`", text[1] or ""))
        else:
            comment = []
    return sections


def page(source, version):
    introduction, _, rest = source.partition("\n\n")
    head = [re.sub(r"'([^']+)'", r"`\1`", line.removeprefix("#").strip()) for line in introduction.splitlines()[2:]]
    lines = [
        '.\\" Made from config/kmsyncd.yaml by Scripts/manual-configuration.py; do not edit.',
        f".Dd {date()}",
        ".Dt KMSYNCD.YAML 5",
        f".Os kmsync {version}",
        ".Sh NAME",
        ".Nm kmsyncd.yaml",
        ".Nd configuration of kmsyncd",
        ".Sh SYNOPSIS",
        ".Pa /etc/kmsync/kmsyncd.yaml",
        ".Sh DESCRIPTION",
        *described(stripped(head)),
        ".Sh KEYS",
    ]
    for name, said, groups in keys(rest):
        lines += [f".Ss {name}", *said, ".Bl -tag -width Ds"]
        lines += [line for heads, text in groups for line in [*heads, *text]]
        lines += [".El"]
    lines += [
        ".Sh FILES",
        ".Bl -tag -width Ds",
        ".It Pa /etc/kmsync/kmsyncd.yaml",
        "Read at the start, and again by a reload.",
        ".It Pa /usr/share/doc/kmsync/kmsyncd.yaml",
        "As it was installed, every key at its default.",
        ".El",
        ".Sh SEE ALSO",
        ".Xr kmsync 1 ,",
        ".Xr kmsync-reload 1 ,",
        ".Xr kmsync-master-key 8 ,",
        ".Xr kmsyncd 8",
    ]
    return "\n".join(lines) + "\n"


def main():
    configuration, version, directory = sys.argv[1:]
    with open(configuration, encoding="utf-8") as file:
        text = page(file.read(), version)
    with open(f"{directory}/kmsyncd.yaml.5", "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
