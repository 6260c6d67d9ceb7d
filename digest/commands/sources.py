"""sources add | find | set | list | remove | enable | disable | import | export | starter."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from digest.commands.context import Context, one_line, table
from digest.errors import ExportError, UsageError
from digest.health import REMEMBERED, health
from storage import sources
from storage.records import Source


def register(commands: Any) -> None:
    """Add the `sources` command to the parser."""
    from digest.commands import subscribing

    parser = commands.add_parser("sources", help="subscribe to feeds and manage them")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    subscribing.register(partial(_action, actions))
    _action(actions, "list", _list, "what is subscribed, and how each does")
    for name, run, words in (
        ("remove", _remove, "forget a source; its articles stay"),
        ("enable", _enable, "collect a source again"),
        ("disable", _disable, "do not collect a source for now"),
    ):
        _action(actions, name, run, words).add_argument("id", type=int, metavar="ID")
    _action(actions, "import", _import, "subscribe to what an OPML file lists").add_argument(
        "file", metavar="FILE.opml", type=Path
    )
    _action(actions, "export", _export, "write the subscriptions as OPML").add_argument(
        "file", metavar="FILE.opml", type=Path
    )
    starter = _action(actions, "starter", _starter, "the curated list that ships with the program")
    starter.add_argument("--add", action="store_true", help="subscribe to all of them")
    starter.add_argument("--group", help="only this group")


def _action(actions: Any, name: str, run: Any, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=words, description=words)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.set_defaults(run=run)
    return parser


def plain(source: Source, moments: Sequence[datetime] = ()) -> dict[str, Any]:
    """A source as `--json` shows it; moments: of its newest items."""
    found = health(source, moments)
    return {
        "id": source.id,
        "url": source.url,
        "kind": source.kind,
        "title": source.title,
        "language": source.language,
        "folder": source.folder,
        "enabled": source.enabled,
        "checked_at": source.checked_at.isoformat() if source.checked_at else None,
        "succeeded_at": source.succeeded_at.isoformat() if source.succeeded_at else None,
        "error": source.error or None,
        "error_count": source.error_count,
        "settings": dict(source.settings),
        "notes": list(source.notes),
        "due_at": source.due_at.isoformat() if source.due_at else None,
        "interval_minutes": source.interval_minutes or None,
        "per_week": found.per_week,
        "usual_days": found.usual_days,
        "silent_days": found.silent_days,
        "api_total": source.api_total,
        "api_kept": source.api_kept,
        "rights": source.rights,
    }


def _list(context: Context, _args: argparse.Namespace) -> int:
    listed = sources.list_sources(context.db)
    rhythms = sources.rhythms(context.db, REMEMBERED)
    context.give([plain(source, rhythms.get(source.id, ())) for source in listed])
    if not listed:
        context.say(
            "No sources yet. `sources starter` shows a curated list, `sample` a sample week."
        )
        return 0
    rows = [
        (
            s.id,
            s.kind,
            "on" if s.enabled else "off",
            one_line(s.title or s.url, 40),
            *_state(s, rhythms),
        )
        for s in listed
    ]
    context.say(table(("ID", "KIND", "", "TITLE", "A WEEK", "STATE"), rows))
    return 0


def _state(source: Source, rhythms: Mapping[int, Sequence[datetime]]) -> tuple[str, str]:
    """(items a week, how it does)."""
    found = health(source, rhythms.get(source.id, ()))
    if source.error:
        state = one_line(f"failed {source.error_count}x: {source.error}", 100)
    elif found.silent_days is not None:
        state = f"silent for {found.silent_days} days, usually {found.usual_days:g}"
    elif source.succeeded_at:
        state = f"ok {source.succeeded_at:%Y-%m-%d %H:%M}Z"
    else:
        state = "not yet collected"
    return f"{found.per_week:g}", state


def _remove(context: Context, args: argparse.Namespace) -> int:
    sources.delete(context.db, args.id)
    context.say(f"Removed source {args.id}; its articles stay.")
    context.give({"removed": args.id})
    return 0


def _enable(context: Context, args: argparse.Namespace) -> int:
    return _switch(context, args.id, True)


def _disable(context: Context, args: argparse.Namespace) -> int:
    return _switch(context, args.id, False)


def _switch(context: Context, source_id: int, on: bool) -> int:
    source = sources.enable(context.db, source_id, on)
    context.say(f"Source {source.id} is {'on' if on else 'off'}.")
    context.give(plain(source))
    return 0


def _import(context: Context, args: argparse.Namespace) -> int:
    from digest import opml

    try:
        content = args.file.read_bytes()
    except OSError as error:
        raise UsageError(
            f"Cannot read {args.file}: {error.strerror}.", "Check the path."
        ) from error
    _subscribe(context, opml.read(content))
    return 0


def _subscribe(context: Context, listed: tuple[Source, ...]) -> None:
    from digest import opml

    added = [
        sources.add(context.db, replace(source, added_at=context.now))
        for source in opml.unknown(listed, sources.list_sources(context.db))
    ]
    context.say(f"Subscribed to {len(added)} of {len(listed)}; the others were there already.")
    context.give({"listed": len(listed), "added": [plain(source) for source in added]})


def _export(context: Context, args: argparse.Namespace) -> int:
    from digest import opml

    listed = sources.list_sources(context.db)
    try:
        args.file.write_text(opml.write(listed), encoding="utf-8")
    except OSError as error:
        raise ExportError(
            f"Cannot write {args.file}: {error.strerror}.", "Choose a folder that you can write."
        ) from error
    written = sum(map(opml.is_public, listed))
    context.say(f"Wrote {written} sources to {args.file}.")
    if written < len(listed):
        context.note(f"{len(listed) - written} folders of this machine were left out.")
    context.give({"file": str(args.file), "sources": written})
    return 0


def _starter(context: Context, args: argparse.Namespace) -> int:
    from digest.starter import starter_sources

    chosen = tuple(s for s in starter_sources() if args.group in (None, s.folder))
    if not chosen:
        groups = ", ".join(dict.fromkeys(s.folder for s in starter_sources()))
        raise UsageError(f"No group {args.group!r}.", f"Groups: {groups}.")
    if args.add:
        _subscribe(context, chosen)
        return 0
    rows = [(s.folder, s.language, s.kind, one_line(s.title, 40), s.url) for s in chosen]
    context.say(table(("GROUP", "", "KIND", "TITLE", "URL"), rows))
    context.say("Nothing was subscribed; `sources starter --add [--group G]` does that.")
    keys = ("folder", "language", "kind", "title", "url")
    context.give([{key: getattr(s, key) for key in keys} for s in chosen])
    return 0
