#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
"""Writes manual pages, mdoc(7), from what the argument parser of a program says of itself.

Usage: Scripts/manual.py PROGRAM SECTION DIRECTORY

A program with commands gets a page for itself and one for each of its commands, as git has: `man kmsync key` finds
kmsync-key(1). SOURCE_DATE_EPOCH sets the date of the pages. Sections of docs/man/NAME.SECTION go before ENVIRONMENT.
"""

import json
import os
import re
import subprocess
import sys
import textwrap
import time

ENVIRONMENT = {
    "kmsync": [
        ("KMSYNC_SOCKET", "The daemon's control socket, where --socket is not given."),
        ("NO_COLOR", "If it is set and not empty, there is no colour."),
        ("STATE_DIRECTORY", "Of `kmsync doctor`: the daemon's state directory, where neither --state-directory nor the daemon tells it."),
        ("TERM", "Of `kmsync top`: the kind of the terminal, which must not be dumb."),
    ],
    "kmsyncd": [
        ("KMSYNC_SOCKET", "The control socket, where neither --socket nor a socket unit gives one."),
        ("STATE_DIRECTORY", "Set by systemd: where the state is, without --state-directory."),
        ("CREDENTIALS_DIRECTORY", "Set by systemd: where the credentials are."),
        ("LISTEN_FDS", "Set by systemd, with LISTEN_PID: the control socket that is handed over."),
        ("NOTIFY_SOCKET", "Set by systemd: where readiness, status and progress are told."),
        ("WATCHDOG_USEC", "Set by systemd, with WATCHDOG_PID: the interval of the watchdog."),
    ],
}
FILES = {
    "kmsync": [("/run/kmsync/io.kmsync", "The control socket, unless another one is named.")],
    "kmsyncd": [
        ("/etc/kmsync/kmsyncd.yaml", "The configuration; every key may be left out."),
        ("/etc/kmsync/master-keys", "The encrypted master keys, of which the service manager makes credentials."),
        ("/var/lib/kmsync", "The state, unless another directory is named."),
        ("/var/lib/kmsync/instances", "One SQLite file for each instance, and while it is open a `-wal` and a `-shm` beside it."),
        ("/var/lib/kmsync/master-key", "The master key where there is no credential: 32 bytes, mode 0600."),
        ("/var/lib/kmsync/lock", "Held by the daemon that works on this state; has its process number."),
        ("/run/kmsync/io.kmsync", "The control socket, unless another one is named."),
    ],
}
SEE_ALSO = {
    "kmsync": [("kmsyncd.yaml", 5), ("kmsync-master-key", 8), ("kmsyncd", 8)],
    "kmsyncd": [
        ("kmsync", 1), ("kmsync-doctor", 1), ("journalctl", 1), ("systemctl", 1), ("systemd-creds", 1), ("kmsyncd.yaml", 5),
        ("systemd.exec", 5), ("kmsync-master-key", 8),
    ],
}


def date():
    """Of the pages: SOURCE_DATE_EPOCH, else today."""
    when = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())))
    return f"{time.strftime('%B', when)} {when.tm_mday}, {when.tm_year}"


def escaped(text):
    """Characters of roff that would mean something: roff(7)."""
    return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")


def prose(text):
    """Lines of running text: a sentence begins a line, `code` is literal, paragraphs are apart."""
    lines = []
    for number, paragraph in enumerate(filter(None, (text or "").split("\n\n"))):
        if number:
            lines.append(".Pp")
        for sentence in re.split(r"(?<=[.!?;:]) +", " ".join(paragraph.split())):
            for wrapped in textwrap.wrap(sentence, 70, break_long_words=False, break_on_hyphens=False):
                # A piece of code is not torn apart by the ends of lines: roff fills them anyway.
                lines.append(wrapped)
    text = "\n".join(lines)
    text = re.sub(r"`([^`]*)`", lambda code: f"\\fB{escaped(code[1])}\\fR", text)
    text = re.sub(r"(?<![\w\\])--(?=[a-z])", r"\\-\\-", text)
    return [line if line == ".Pp" or line[:1] not in ".'" else f"\\&{line}" for line in text.split("\n") if line]


def lowered(text):
    """As what follows the name of a page begins; KMS stays KMS."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def arguments(command):
    return [argument for argument in command.get("arguments", []) if argument.get("shouldDisplay", True)]


def commands(command):
    found = [each for each in command.get("subcommands", []) if each.get("shouldDisplay", True)]
    return [each for each in found if each["commandName"] != "help"]


def leaves(command):
    below = commands(command)
    return [leaf for each in below for leaf in leaves(each)] if below else [command]


def spelled(name):
    return {"long": f"Fl -{name['name']}", "short": f"Fl {name['name']}"}.get(name["kind"], f"Fl {name['name']}")


def identity(argument):
    return json.dumps([argument["kind"], argument.get("names"), argument.get("abstract")])


def summary(argument):
    """The macros of an argument in a synopsis."""
    value = f"Ar {escaped(argument.get('valueName', ''))}"
    if argument["kind"] == "positional":
        text = value
    else:
        text = spelled(argument["preferredName"]) + (f" {value}" if argument["kind"] == "option" else "")
    if argument.get("isRepeating"):
        text += " ..."
    return f".Op {text}" if argument.get("isOptional") else f".{text}"


def tagged(argument):
    """An argument in a list: how it is written, and what it means."""
    value = f" Ar {escaped(argument.get('valueName', ''))}" if argument["kind"] != "flag" else ""
    if argument["kind"] == "positional":
        head = f".It{value}"
    else:
        head = ".It " + " , ".join(spelled(name) + value for name in argument["names"])
    text = [argument.get("abstract"), argument.get("discussion")]
    if argument.get("allValueStrings"):
        text.append("One of " + ", ".join(argument["allValueStrings"]) + ".")
    if argument.get("defaultValue"):
        text.append(f"The default is {argument['defaultValue']}.")
    return [head, *prose("\n\n".join(filter(None, text)))]


def tagged_list(items):
    return [".Bl -tag -width Ds", *(line for item in items for line in item), ".El"] if items else []


def exit_statuses(text):
    """A paragraph "Exit status: 0 done; 1 not" as a list, and the text without it."""
    rest, statuses = [], []
    for paragraph in (text or "").split("\n\n"):
        if paragraph.startswith("Exit status: "):
            for part in paragraph.removeprefix("Exit status: ").rstrip(".").split(";"):
                code, words = part.strip().split(" ", 1)
                statuses.append((code.rstrip(":"), words[:1].upper() + words[1:] + "."))
        else:
            rest.append(paragraph)
    return "\n\n".join(rest), statuses


def more(words, section):
    """What is written by hand for a page, its sections in docs/man; without comments, which are ours."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../docs/man", f"{'-'.join(words)}.{section}")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return [line for line in file.read().splitlines() if not line.startswith('.\\"')]


class Page:
    def __init__(self, program, version, section, common):
        self.program, self.version, self.section, self.common = program, version, section, common

    def lines(self, words, command):
        """The page of a program, or of one of its commands."""
        name = "-".join(words)
        discussion, statuses = exit_statuses(command.get("discussion"))
        lines = [
            '.\\" Made from the program itself by Scripts/manual.py; do not edit.',
            f".Dd {date()}",
            f".Dt {name.upper()} {self.section}",
            f".Os {self.program} {self.version}",
            ".Sh NAME",
            f".Nm {name}",
            f".Nd {lowered(command['abstract'].rstrip('.'))}",
            ".Sh SYNOPSIS",
            *self.synopses(words, command),
            ".Sh DESCRIPTION",
            *prose(f"{command['abstract']}\n\n{discussion}"),
        ]
        own = [tagged(each) for each in arguments(command) if identity(each) not in self.common]
        if commands(command):
            lines += [".Sh COMMANDS", *self.below(words, command)]
        elif own:
            lines += [".Pp", "Arguments and options:", *tagged_list(own)]
        lines += self.ends(words, command, statuses)
        return lines

    def ends(self, words, command, statuses):
        lines = []
        shared = {identity(each): each for leaf in leaves(command) for each in arguments(leaf)}
        common = [tagged(each) for key, each in shared.items() if key in self.common]
        if common:
            lines += [".Sh OPTIONS", "Every command accepts these:" if commands(command) else "As every command:"]
            lines += tagged_list(common)
        lines += more(words, self.section)
        lines += [".Sh ENVIRONMENT"]
        lines += tagged_list([[f".It Ev {name}", *prose(text)] for name, text in ENVIRONMENT[self.program]])
        lines += [".Sh FILES"]
        lines += tagged_list([[f".It Pa {name}", *prose(text)] for name, text in FILES[self.program]])
        if statuses:
            lines += [".Sh EXIT STATUS", ".Bl -tag -width 3n"]
            lines += [line for code, text in statuses for line in (f".It {code}", *prose(text))] + [".El"]
        elif len(words) > 1:
            lines += [".Sh EXIT STATUS", "Exit statuses mean the same in all commands;", "see", f".Xr {words[0]} {self.section} ."]
        related = sorted(SEE_ALSO[self.program] + self.neighbours(words, command), key=lambda page: (page[1], page[0]))
        lines += [".Sh SEE ALSO"]
        lines += [f".Xr {name} {section}{' ,' if index < len(related) - 1 else ''}" for index, (name, section) in enumerate(related)]
        return lines

    def neighbours(self, words, command):
        if len(words) > 1:
            return [(words[0], int(self.section))]
        return [(f"{words[0]}-{each['commandName']}", int(self.section)) for each in commands(command)]

    def synopses(self, words, command):
        if len(words) == 1 and commands(command):
            return [f".Nm {words[0]}", ".Ar command", ".Op Ar argument ..."]
        lines = []
        for path, each in [([*words, each["commandName"]], each) for each in commands(command)] or [(words, command)]:
            lines += [f".Nm {path[0]}"] + ([f".Cm {' '.join(path[1:])}"] if path[1:] else [])
            lines += [summary(argument) for argument in arguments(each) if identity(argument) not in self.common]
        return lines

    def below(self, words, command):
        """The commands of a program point to their pages; those of a command are told in full."""
        items = []
        for each in commands(command):
            if len(words) == 1:
                head = [f".It Xr {words[0]}-{each['commandName']} {self.section}"]
                verbs = [verb["commandName"] for verb in commands(each)]
                text = each["abstract"] + (f"\n\nCommands: {', '.join(verbs)}." if verbs else "")
                items.append(head + prose(text))
                continue
            own = [tagged(argument) for argument in arguments(each) if identity(argument) not in self.common]
            items.append([f".It Cm {each['commandName']}", *prose(f"{each['abstract']}\n\n{each.get('discussion') or ''}"), *tagged_list(own)])
        return tagged_list(items)


def main():
    program, section, directory = sys.argv[1:]
    name = os.path.basename(program)
    said = subprocess.run([program, "--experimental-dump-help"], check=True, capture_output=True, text=True).stdout
    root = json.loads(said)["command"]
    version = subprocess.run([program, "--version"], check=False, capture_output=True, text=True).stdout.split()
    counts = {}
    for leaf in leaves(root):
        for argument in filter(lambda each: each["kind"] != "positional", arguments(leaf)):
            counts[identity(argument)] = counts.get(identity(argument), 0) + 1
    every = len(leaves(root))
    common = {key for key, count in counts.items() if every > 1 and count > every / 2}
    page = Page(name, version[-1] if version else "", section, common)
    os.makedirs(directory, exist_ok=True)
    for words, command in [([name], root)] + [([name, each["commandName"]], each) for each in commands(root)]:
        with open(f"{directory}/{'-'.join(words)}.{section}", "w", encoding="utf-8") as file:
            file.write("\n".join(page.lines(words, command)) + "\n")


if __name__ == "__main__":
    main()
