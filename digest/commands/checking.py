"""check: the checks that need no model, over any two texts. links: an issue's addresses."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from digest.commands.context import Context, one_line
from digest.commands.options import command, week
from digest.commands.running import run_job
from digest.errors import UsageError

MAX_BYTES = 6_000_000


def register(commands: Any) -> None:
    """Add these commands to the parser."""
    check = command(
        commands, "check", _check, "check a summary against its source, without a model"
    )
    check.add_argument(
        "--source", type=Path, required=True, metavar="FILE", help="the source, plain text, UTF-8"
    )
    check.add_argument(
        "--summary", type=Path, required=True, metavar="FILE", help="the summary of it, the same"
    )
    links = command(commands, "links", _links, "whether the addresses of an issue still answer")
    links.add_argument("--week", type=week, required=True, metavar="WEEK", help="like 2026-W47")


def _links(context: Context, args: argparse.Namespace) -> int:
    from digest.link_findings import DEAD
    from digest.links import told
    from digest.publishing import load_issue

    made = run_job(context, "links", {"week": args.week})
    context.give(made)
    for line in told(made, load_issue(context.db, args.week)):
        context.say(one_line(line, 300))
    context.say(f"{len(made['links'])} addresses, {made['ok']} answer.")
    return 1 if made[DEAD] else 0


def _check(context: Context, args: argparse.Namespace) -> int:
    from digest.check.texts import check_texts

    source, summary = read_text(args.source), read_text(args.summary)
    found = check_texts(source, summary)
    context.give([one.plain() for one in found])
    faults = [one for one in found if one.finding.verdict != "OK"]
    for one in found:
        f = one.finding
        details = [
            f"{name} {one_line(value, 120)}"
            for name, value in (
                ("found:", f.found),
                ("expected:", f.expected),
                ("source:", f.evidence),
            )
            if value
        ]
        context.say(f"{f.verdict} {f.check}: {f.reason}: {one_line(f.passage, 200)}")
        context.say(f"   at {one.start}-{one.end}  " + " | ".join(details))
    context.say(f"{len(faults)} findings." if faults else "Nothing was found.")
    return 1 if faults else 0


def read_text(path: Path) -> str:
    """A plain text file. Raises UsageError for one that is missing, empty, too large or no text."""
    try:
        size = path.stat().st_size
        body = path.read_bytes() if size <= MAX_BYTES and path.is_file() else b""
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}).", "Name a text file."
        ) from None
    if not path.is_file():
        raise UsageError(f"{path} is no file.", "Name a text file.")
    if size > MAX_BYTES:
        hint = "Check it in parts: a summary rests on a few pages."
        raise UsageError(f"{path} is larger than {MAX_BYTES / 1e6:g} MB.", hint)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise UsageError(f"{path} is no UTF-8 text.", "Save it as plain text in UTF-8.")
    if not text.strip():
        raise UsageError(f"{path} is empty.", "Name a file with text in it.")
    return text
