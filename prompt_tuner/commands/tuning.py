"""tune | aa | resume | pause | cancel: sessions as jobs."""

from __future__ import annotations

import argparse
from typing import Any

from digest.commands.context import Context, one_line
from digest.commands.options import command
from digest.commands.running import run_job
from prompt_tuner import starting
from prompt_tuner.records import Settings
from storage import sessions
from storage.records import Session

MOST_CALLS = 1_000_000


def register(commands: Any) -> None:
    """Add these commands to the parser."""
    tune = command(commands, "tune", _tune, "search a better prompt, and prove that it is one")
    tune.add_argument("task", metavar="TASK")
    wishes(tune)
    aa = command(commands, "aa", _aa, "how often would chance have faked a win?")
    aa.add_argument("task", metavar="TASK")
    aa.add_argument(
        "--runs", type=_count, default=100, metavar="N", help="comparisons, default 100"
    )
    calls_and_chance(aa)
    models(aa)
    resume = command(commands, "resume", _resume, "go on with a session where it was", reads=True)
    resume.add_argument("session", metavar="SESSION")
    pause = command(
        commands, "pause", _pause, "let calls in flight end, then stop for now", reads=True
    )
    pause.add_argument("session", metavar="SESSION")
    cancel = command(commands, "cancel", _cancel, "stop a session for good", reads=True)
    cancel.add_argument("session", metavar="SESSION")


def wishes(parser: argparse.ArgumentParser) -> None:
    """The options that make Settings."""
    parser.add_argument(
        "--strategy", action="append", metavar="S", help="again for several, default reflect"
    )
    parser.add_argument(
        "--max-usd", type=_money, metavar="X", help="the most to spend, default DIGEST_MAX_USD"
    )
    calls_and_chance(parser)
    models(parser)


def models(parser: argparse.ArgumentParser) -> None:
    """--model."""
    parser.add_argument(
        "--model",
        action="append",
        metavar="ROLE=NAME",
        help="of task, reflect or judge, before what the task file names; again for several",
    )


def calls_and_chance(parser: argparse.ArgumentParser) -> None:
    """--max-calls and --seed."""
    usual = Settings()
    parser.add_argument(
        "--max-calls",
        type=_count,
        default=usual.max_calls,
        metavar="N",
        help=f"the most calls of all models, default {usual.max_calls}",
    )
    parser.add_argument(
        "--seed", type=int, default=usual.seed, metavar="K", help="of chance, default 0"
    )


def settings_of(context: Context, args: argparse.Namespace) -> Settings:
    """What the options ask for. Raises UsageError for an unknown strategy."""
    from prompt_tuner.strategies import PROPOSERS

    usual = Settings()
    chosen = starting.check_strategies(args.strategy or usual.strategies, PROPOSERS)
    return Settings(
        strategies=chosen,
        max_calls=args.max_calls,
        max_usd=context.settings.max_usd if args.max_usd is None else args.max_usd,
        seed=args.seed,
    )


def _tune(context: Context, args: argparse.Namespace) -> int:
    wished = settings_of(context, args)
    chosen = starting.check_models(args.model or ())
    session = starting.begin(
        context.db, context.settings, args.task, wished, chosen, now=context.now
    )
    return _run(context, session)


def _resume(context: Context, args: argparse.Namespace) -> int:
    session = sessions.get(context.db, args.session)
    return _run(context, starting.reopen(context.db, session, now=context.now))


def _run(context: Context, session: Session) -> int:
    context.note(f"Session {session.id}; Ctrl-C stops waiting, `resume {session.id}` goes on.")
    document = run_job(context, "tune", {"session": session.id})
    context.give(document)
    if "verdict" not in document:
        context.say(f"Session {session.id} is {document['state']}.")
        return 0
    _say(context, document)
    return 0


def _say(context: Context, document: dict[str, Any]) -> None:
    from prompt_tuner.tuning import describe

    context.say(describe(document))
    for reason in (*document["reasons"], *document["notes"]):
        context.say(f"  {one_line(reason, 300)}")
    calls = ", ".join(f"{count} {role}" for role, count in document["calls"].items())
    cost = "unknown" if document["cost_usd"] is None else f"{document['cost_usd']:.4f} USD"
    context.say(f"Calls: {calls}; {document['paid_calls']} were sent, cost {cost}.")
    name, number = document["prompt"], document["best_version"]
    if number == document["seed_version"]:
        context.say(f"Nothing better than {name}@{number} was found.")
        return
    context.say(f"The best prompt is {name}@{number}; `prompts promote {name} {number}` uses it.")


def _aa(context: Context, args: argparse.Namespace) -> int:
    names = ("task", "runs", "max_calls", "seed")
    wish = {name: getattr(args, name) for name in names}
    chosen = starting.check_models(args.model or ())
    where = (context.db, context.settings, args.task)
    task, _ = starting.task_named(*where, chosen, now=context.now)
    starting.require_models(context.settings, task)  # a wrong wish is told before a job begins
    document = run_job(context, "aa", wish | {"models": dict(chosen)})
    context.give(document)
    if document["rate"] is None:
        context.say("No example could be scored twice.")
    else:
        won, runs = document["promotions"], document["runs"]
        context.say(f"{won} of {runs} comparisons of the prompt with itself were wins.")
        context.say(f"By the larger mean alone it would be {document['naive_rate']:.0%}.")
    for note in document["notes"]:
        context.say(f"  {one_line(note, 300)}")
    return 0


def _pause(context: Context, args: argparse.Namespace) -> int:
    return _told(
        context,
        starting.pause(context.db, context.settings, args.session, now=context.now),
    )


def _cancel(context: Context, args: argparse.Namespace) -> int:
    return _told(context, starting.cancel(context.db, args.session, now=context.now))


def _told(context: Context, session: Session) -> int:
    context.say(f"Session {session.id} is {session.state}.")
    context.give({"session": session.id, "state": session.state})
    return 0


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= MOST_CALLS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {MOST_CALLS}")
    return int(text)


def _money(text: str) -> float:
    try:
        amount = float(text)
    except ValueError:
        amount = -1.0
    if not 0 <= amount < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no amount; write it like 1.50")
    return amount
