"""sources add | find | set: from an address to a source, and what its kind needs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

from digest.commands.context import Context, one_line, table
from digest.commands.options import positive
from digest.errors import UsageError
from storage import sources
from storage.records import Source
from storage.rows import load


def register(action: Callable[..., argparse.ArgumentParser]) -> None:
    """Add these actions to the command `sources`."""
    from digest.collect import COLLECTORS

    add = action("add", _add, "subscribe to a feed, or to what a page or site offers")
    add.add_argument("url", metavar="URL")
    add.add_argument(
        "--kind", choices=sorted(COLLECTORS), help="take the URL as it is, without looking"
    )
    add.add_argument("--title", default="", help="a title of your own")
    add.add_argument("--pick", type=positive, metavar="N", help="the Nth of `sources find`")
    _settings(add)
    find = action("find", _find, "list what can be subscribed at an address")
    find.add_argument("url", metavar="URL")
    change = action("set", _set, "change the settings of a source")
    change.add_argument("id", type=int, metavar="ID")
    _settings(change)


def _settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--selector", metavar="CSS", help="watch a page: its links, as CSS selector"
    )
    parser.add_argument("--pattern", metavar="P", help="watch a page: its links, like /news/*")
    parser.add_argument("--points", metavar="N", help="leave out what has fewer points")
    parser.add_argument(
        "--quotation", metavar="LIMIT", help="its words in a row: strict, open, or characters"
    )


def _chosen(args: argparse.Namespace) -> dict[str, str]:
    names = ("selector", "pattern", "points", "quotation")
    return {name: getattr(args, name) for name in names if getattr(args, name) is not None}


def _add(context: Context, args: argparse.Namespace) -> int:
    from digest import fetching
    from digest.collect.folder import local_source
    from digest.commands.sources import plain
    from digest.subscribing import subscribe

    options = fetching.options(context.settings)
    kind, title = args.kind or "", args.title
    local = local_source(args.url, kind, title)
    found: list[Source] = (
        [
            load(Source, one)
            for one in fetching.find_sources(options, args.url, kind, title, _chosen(args))
        ]
        if local is None
        else [local]
    )
    chosen = place(found, args.pick, _asking(context, found))
    source = subscribe(context.db, found[chosen], now=context.now)
    if args.pick is None:
        for number, other in enumerate(found, 1):
            if number - 1 != chosen:
                context.note(f"The page offers another: {_line(other)} (--pick {number})")
    context.say(
        f"Subscribed to {source.id} ({source.kind}): {one_line(source.title or source.url)}"
    )
    context.give(plain(source) | {"found": [s.url for i, s in enumerate(found) if i != chosen]})
    return 0


def place(found: Sequence[Source], pick: int | None, ask: Callable[[], str] | None) -> int:
    """Which of the sources that were found a person takes, from 0; ask: where somebody can answer.

    The first where nobody can, and where there is but one feed. Raises UsageError.
    """
    feeds = [source for source in found if source.kind != "page"]
    if pick is None and (len(feeds) < 2 or ask is None):
        return 0
    answer = str(pick) if pick is not None else (ask() if ask else "").strip() or "1"
    if not (answer.isdecimal() and 1 <= int(answer) <= len(found)):
        raise UsageError(
            f"{one_line(answer, 20)!r} is no choice of {len(found)}; nothing was subscribed.",
            "`sources find URL` lists them.",
        )
    return int(answer) - 1


def _asking(context: Context, found: Sequence[Source]) -> Callable[[], str] | None:
    if context.as_json or not sys.stdin.isatty():
        return None

    def ask() -> str:
        for number, source in enumerate(found, 1):
            context.say(f"{number}  {_line(source)}")
        return input(f"Which one? [1-{len(found)}, Enter for 1] ")

    return ask


def _line(source: Source) -> str:
    shown = ", ".join(f"{name} {value}" for name, value in source.settings)
    what = f" [{shown}]" if shown else ""
    return f"{source.kind} {one_line(source.url, 200)}{one_line(what, 100)}"


def _find(context: Context, args: argparse.Namespace) -> int:
    from digest import fetching

    found = fetching.find_sources(fetching.options(context.settings), args.url, "", "")
    listed: list[Source] = [load(Source, one) for one in found]
    rows = [(i, s.kind, one_line(s.title, 30), _line(s)) for i, s in enumerate(listed, 1)]
    context.say(table(("PICK", "KIND", "TITLE", "SOURCE"), rows))
    context.say("Nothing was subscribed; `sources add URL --pick N` does that.")
    context.give([_plain(number, source) for number, source in enumerate(listed, 1)])
    return 0


def _plain(number: int, source: Source) -> dict[str, Any]:
    return {
        "pick": number,
        "kind": source.kind,
        "url": source.url,
        "title": source.title,
        "settings": dict(source.settings),
    }


def _set(context: Context, args: argparse.Namespace) -> int:
    from digest.collect.wishes import configured
    from digest.commands.sources import plain

    chosen = _chosen(args)
    after = sources.change(
        context.db, args.id, lambda source: configured(source, dict(source.settings) | chosen)
    )
    told = ", ".join(f"{name} = {value}" for name, value in after.settings) or "no settings"
    context.say(f"Source {after.id}: {one_line(told, 300)}")
    context.give(plain(after))
    return 0
