"""kind: what kind of story an item is told as."""

from __future__ import annotations

import argparse
from typing import Any

from digest.commands.context import Context, one_line
from digest.commands.options import command, week
from digest.commands.running import run_job
from storage import digests
from storage.records import KINDS, Item


def register(commands: Any) -> None:
    """Add the command."""
    kind = command(commands, "kind", _kind, "show or choose what kind of story an item is told as")
    kind.add_argument("story", metavar="STORY", help="key of the item, as `show --json` gives it")
    kind.add_argument(
        "kind",
        nargs="?",
        choices=(*KINDS, "auto"),
        metavar="KIND",
        help=f"one of {', '.join(KINDS)}; auto leaves it to the rules",
    )
    kind.add_argument("--week", type=week, required=True, metavar="WEEK", help="like 2026-W47")


def _kind(context: Context, args: argparse.Namespace) -> int:
    from digest.item_kinds import choose_kind

    document: dict[str, Any] = {}
    if args.kind:
        choose_kind(context.db, args.week, args.story, args.kind, now=context.now)
        document = run_job(context, "item", {"week": args.week, "story": args.story})
    item = _item(context, args)
    document |= {"week": args.week, "story": args.story, "kind": item.summary.kind}
    document["reason"] = _reason(item)
    context.say(f"{args.story}: {item.summary.kind} {one_line(item.summary.headline)}")
    context.say(f"  {document['reason']}")
    if args.kind:
        context.say(f"  {document['calls']} model calls, {document['findings']} findings.")
    context.give(document)
    return 0


def _item(context: Context, args: argparse.Namespace) -> Item:
    from digest.item_kinds import item_of

    return item_of(digests.get(context.db, args.week), args.story)


def _reason(item: Item) -> str:
    """Why it is of that kind, in Japanese."""
    from digest.kinds import TOLD

    return next((one for one in item.reasons if one.startswith(TOLD)), "")
