"""Kinds of option values, and the common shape of a command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from digest.commands.context import Context
from storage import weeks


def command(
    commands: Any,
    name: str,
    run: Callable[..., int],
    words: str,
    *,
    json: bool = True,
    reads: bool = False,
) -> argparse.ArgumentParser:
    """A command, with --json if it has something to say; run(context, args) is its exit code.

    reads: it only looks at what is there, and makes no folder where there is none.
    """
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    if json:
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.set_defaults(run=run, reads=reads)
    return parser


def week(text: str) -> str:
    """An ISO week like 2026-W47."""
    try:
        weeks.first_day(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no week; write it like 2026-W47") from None
    return text


def amount(text: str) -> float:
    """US dollars, like 1.50."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no amount; write it like 1.50")
    return found


def whole(text: str) -> int:
    """A whole number from 0 to 999,999,999."""
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)


def limits(parser: argparse.ArgumentParser) -> None:
    """--max-usd and --max-calls, which bounded() reads."""
    parser.add_argument(
        "--max-usd", type=amount, metavar="USD", help="hard limit of money for this job"
    )
    parser.add_argument(
        "--max-calls", type=whole, metavar="N", help="hard limit of model calls for this job"
    )


def bounded(context: Context, args: argparse.Namespace) -> Context:
    """The context with the limits that were given; those of the settings hold otherwise."""
    own = {"max_usd": args.max_usd, "max_calls": args.max_calls}
    given = {name: value for name, value in own.items() if value is not None}
    return replace(context, settings=replace(context.settings, **given))


def scored(parser: argparse.ArgumentParser) -> None:
    """--model-score and --no-model-score, which judged() reads."""
    parser.add_argument(
        "--model-score",
        action=argparse.BooleanOptionalAction,
        help="let a model score the candidates; the setting holds otherwise",
    )


def judged(context: Context, args: argparse.Namespace) -> Context:
    """The context with or without scores by a model, where that was said."""
    if args.model_score is None:
        return context
    return replace(context, settings=replace(context.settings, model_score=args.model_score))


def positive(text: str) -> int:
    """A whole number from 1 to 1000."""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:5]) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 1000")
    return int(text)
