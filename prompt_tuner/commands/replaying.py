"""replay | choose: a past week written by two versions, told apart blind."""

from __future__ import annotations

import argparse
from typing import Any

from digest.commands.context import Context, one_line
from digest.commands.options import command
from digest.commands.running import run_job
from digest.errors import UsageError
from prompt_tuner import registry, replaying
from storage import replays


def register(commands: Any) -> None:
    """Add these commands to the parser."""
    replay = command(commands, "replay", _replay, "write a past week with a candidate, to compare")
    replay.add_argument("what", metavar="NAME@N|REPLAY", help="a version, or a replay to look at")
    replay.add_argument("--week", metavar="W", help="a week whose digest is stored: 2026-W46")
    choose = command(commands, "choose", _choose, "say which of the two is better")
    choose.add_argument("replay", metavar="REPLAY")
    choose.add_argument("item", metavar="ITEM", type=int, help="its number, from 1")
    choose.add_argument("side", metavar="A|B|tie")
    choose.add_argument("--comment", default="", metavar="T", help="why; it teaches tuning")


def _replay(context: Context, args: argparse.Namespace) -> int:
    if "@" not in args.what:
        return _told(context, args.what)
    if not args.week:
        raise UsageError("No week is named.", "Add --week, as in --week 2026-W46.")
    version = registry.resolve(context.db, args.what)
    begun = replaying.begin(context.db, context.settings, version, args.week, now=context.now)
    run_job(context, "replay", {"replay": begun.id})
    return _told(context, begun.id)


def _choose(context: Context, args: argparse.Namespace) -> int:
    chosen = replays.get(context.db, args.replay)
    side = {"a": "A", "b": "B"}.get(args.side, args.side)
    replaying.choose(context.db, chosen, args.item, side, args.comment, now=context.now)
    return _told(context, args.replay, brief=True)


def _told(context: Context, replay_id: str, *, brief: bool = False) -> int:
    document = replaying.document(context.db, replays.get(context.db, replay_id))
    context.give(document)
    context.say(f"Replay {replay_id}: {document['prompt']} in {document['week']}")
    for pair in () if brief else document["pairs"]:
        context.say(f"\n{pair['item']}. {one_line(pair['title'], 100)}")
        for side in "ab":
            context.say(f"--- {side.upper()}")
            for line in pair[side].splitlines() or [one_line(pair["note"], 200)]:
                context.say(one_line(line, 2000))
    open_ = [str(p["item"]) for p in document["pairs"] if not p["choice"] and not p["note"]]
    counted = document["tally"]
    if counted is None:
        context.say(f"Open: {', '.join(open_) or 'nothing can be compared'}.")
        context.say(f"`choose {replay_id} ITEM A|B|tie` keeps what you prefer.")
        return 0
    context.say(
        f"Version {document['candidate']} was preferred {counted['candidate']}x, the active"
        f" version {document['active']} {counted['active']}x, {counted['tie']} ties."
    )
    return 0
