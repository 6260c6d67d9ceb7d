"""prompts list | show | diff | add | promote | rollback."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from digest.commands.context import Context, one_line, table
from digest.commands.options import command
from digest.errors import UsageError
from digest.summarize.strategies import STRATEGIES
from prompt_tuner import registry
from storage import prompts
from storage.records import PromptVersion


def register(commands: Any) -> None:
    """Add the `prompts` command to the parser."""
    parser = commands.add_parser("prompts", help="named prompts and their versions")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    command(actions, "list", _list, "every prompt, its active version and its ratings")
    show = command(actions, "show", _show, "the versions, decisions and text of a prompt")
    show.add_argument("name", metavar="NAME[@N]", help="@N, @active or @previous; default active")
    diff = command(actions, "diff", _diff, "what changed between two versions")
    diff.add_argument("name", metavar="NAME")
    diff.add_argument("a", metavar="A", help="a number, active or previous")
    diff.add_argument("b", metavar="B", help="a number, active or previous")
    add = command(actions, "add", _add, "store a text as the next version; it is not yet active")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--file", type=Path, required=True, metavar="F", help="the text, UTF-8")
    add.add_argument("--purpose", default="", metavar="T", help="what the prompt is for")
    add.add_argument(
        "--strategy",
        default="direct",
        metavar="S",
        help=f"how its items are written: {', '.join(STRATEGIES)}; default direct",
    )
    add.add_argument(
        "--samples", type=int, default=1, metavar="N", help="drafts to choose from, default 1"
    )
    _why(add)
    promote = command(actions, "promote", _promote, "make a version the active one")
    promote.add_argument("name", metavar="NAME")
    promote.add_argument("number", metavar="N")
    _why(promote)
    rollback = command(actions, "rollback", _rollback, "make the previous version active again")
    rollback.add_argument("name", metavar="NAME")
    _why(rollback)


def _why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--why", default="", metavar="T", help="the reason, for the history")


def _list(context: Context, _args: argparse.Namespace) -> int:
    registry.ensure_shipped(context.db, now=context.now)
    listed = [registry.overview(context.db, name) for name in prompts.names(context.db)]
    context.give(listed)
    rows = [
        (p["name"], p["versions"], p["active"] or "-", p["previous"] or "-", one_line(p["purpose"]))
        for p in listed
    ]
    context.say(table(("NAME", "VERSIONS", "ACTIVE", "PREVIOUS", "PURPOSE"), rows))
    for one in listed:
        if one["advice"]:
            context.say(f"{one['name']}: {one['advice']}")
    return 0


def _show(context: Context, args: argparse.Namespace) -> int:
    version = _resolved(context, args.name)
    labels = prompts.labels(context.db, version.name)
    versions = prompts.list_versions(context.db, version.name)
    document = registry.plain(version, labels) | {
        "text": version.text,
        "locked": list(registry.locked(version.text)),
        "versions": [registry.plain(v, labels) for v in versions],
        "decisions": registry.history(context.db, version.name),
    }
    context.give(document)
    rows = [
        (p["number"], " ".join(p["labels"]), p["origin"], p["chars"], one_line(p["reason"], 50))
        for p in document["versions"]
    ]
    context.say(table(("N", "LABEL", "ORIGIN", "CHARS", "REASON"), rows))
    for one in document["decisions"]:
        words = f"{one['decided_at'][:16]}Z {one['action']} {one['version']} by {one['who']}"
        context.say(f"{words}: {one_line(one['reason'], 100)}" if one["reason"] else words)
    context.say(f"\n--- {version.name}@{version.number}\n{_printable(version.text)}")
    return 0


def _diff(context: Context, args: argparse.Namespace) -> int:
    _ready(context, args.name)
    old, new = (registry.version_of(context.db, args.name, which) for which in (args.a, args.b))
    text = registry.difference(old, new)
    context.give({"name": args.name, "from": old.number, "to": new.number, "diff": text})
    context.say(_printable(text) or "The two versions are the same.")
    return 0


def _add(context: Context, args: argparse.Namespace) -> int:
    registry.check_name(args.name)
    text = registry.check_text(_read(args.file))
    settings = registry.check_way(args.strategy, args.samples)
    _ready(context, args.name)
    wanted = PromptVersion(
        name=args.name,
        text=text,
        purpose=args.purpose or _purpose(context, args.name),
        origin="person",
        reason=args.why,
        settings=settings,
    )
    version = prompts.add(context.db, wanted, now=context.now)
    labels = prompts.labels(context.db, version.name)
    if not labels:
        prompts.promote(context.db, version, now=context.now, reason=args.why or "first version")
        labels = prompts.labels(context.db, version.name)
    state = "active" if labels.get("active") == version.id else "not active yet"
    context.say(f"{version.name}@{version.number} is stored, {state}.")
    context.give(registry.plain(version, labels))
    return 0


def _promote(context: Context, args: argparse.Namespace) -> int:
    _ready(context, args.name)
    version = registry.version_of(context.db, args.name, args.number)
    evidence = registry.evidence(context.db, version)
    decision = prompts.promote(
        context.db, version, now=context.now, reason=args.why, evidence=evidence
    )
    if decision and evidence.get("verdict", "PROMOTE") != "PROMOTE":
        context.note(f"Session {evidence['session']} did not prove it: {evidence['verdict']}.")
    again = "" if decision else " already"
    context.say(f"{version.name}@{version.number} is{again} active.")
    context.give(registry.overview(context.db, version.name))
    return 0


def _rollback(context: Context, args: argparse.Namespace) -> int:
    _ready(context, args.name)
    version = prompts.rollback(context.db, args.name, now=context.now, reason=args.why)
    context.say(f"{version.name}@{version.number} is active again.")
    context.give(registry.overview(context.db, version.name))
    return 0


def _ready(context: Context, name: str) -> None:
    if name in registry.SHIPPED:
        registry.ensure_shipped(context.db, now=context.now)


def _resolved(context: Context, reference: str) -> PromptVersion:
    _ready(context, reference.partition("@")[0])
    return registry.resolve(context.db, reference)


def _purpose(context: Context, name: str) -> str:
    known = name in prompts.names(context.db)
    return prompts.list_versions(context.db, name)[-1].purpose if known else ""


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > 4 * registry.MAX_CHARS:
            raise UsageError(f"{path} is too large for a prompt.", "Choose a text file.")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"Cannot read {path}: {error.strerror}.", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from error


def _printable(text: str) -> str:
    """A text of several lines for a terminal, without control characters."""
    return "\n".join(one_line(line, 10_000) for line in text.splitlines())
