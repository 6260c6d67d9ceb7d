"""review: a writer's own guideline over any text."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Any

from digest.commands.context import Context, one_line
from digest.commands.options import bounded, command, limits
from digest.errors import UsageError
from storage.records import RuleFinding, RuleVerdict

MOST_BYTES = 6_000_000


def register(commands: Any) -> None:
    """Add this command to the parser."""
    parser = command(commands, "review", _review, "check a text against a guideline of your own")
    parser.add_argument(
        "--guideline", type=Path, required=True, metavar="FILE", help="rules, one a heading"
    )
    parser.add_argument(
        "--text", type=Path, required=True, metavar="FILE", help="the text, plain or Markdown"
    )
    limits(parser)


def _review(context: Context, args: argparse.Namespace) -> int:
    from digest.guideline.review import NO_RULES, plain
    from digest.guideline.rules import parse
    from digest.guideline.verdicts import counts, worst

    context = bounded(context, args)
    guideline, text = _read(args.guideline), _read(args.text)
    found, calls = asyncio.run(_ask(context, guideline, text))
    rules = parse(guideline)
    verdict = worst(found)
    context.give(
        {
            "verdict": verdict,
            "counts": counts(found),
            "rules": plain(rules, found),
            "model": context.settings.model if context.settings.has_model else None,
            "calls": calls,
        }
    )
    if not found:
        context.note(NO_RULES)
    for one in found:
        _say(context, one)
    told = "、".join(f"{name} {count}" for name, count in counts(found).items())
    context.say(f"{verdict}({told}、モデルの呼び出し {calls}回)")
    return 0 if verdict == "OK" else 1


def _say(context: Context, verdict: RuleVerdict) -> None:
    context.say(f"{verdict.verdict}  {verdict.rule} {one_line(verdict.heading, 100)}".rstrip())
    for found in verdict.findings:
        _say_found(context, found)


def _say_found(context: Context, found: RuleFinding) -> None:
    where = (
        f"{found.start}-{found.end} 「{one_line(found.passage, 120)}」 " if found.passage else ""
    )
    instead = f" → {one_line(found.expected, 100)}" if found.expected else ""
    context.say(f"    {found.verdict} {where}{one_line(found.reason, 200)}{instead}")
    context.say(f"        規則: {one_line(found.rule, 200)}")


async def _ask(context: Context, guideline: str, text: str) -> tuple[tuple[RuleVerdict, ...], int]:
    from digest.asker import Asker
    from digest.guideline.review import MOST_CALLS, questions, review
    from digest.guideline.verdicts import text_hash
    from digest.prompting import endpoint

    settings = context.settings
    if not settings.has_model:
        return await review(guideline, text, None), 0
    from llm.attempt import attempt

    if count := questions(guideline, text):
        context.note(f"Up to {count} questions to {settings.model}; answered ones cost nothing.")
    job_id = f"review-{context.now:%Y%m%d-%H%M%S}-{text_hash(guideline, text)[:6]}"
    where = endpoint(settings, "review")
    asker = Asker(
        context.db,
        where,
        job_id,
        attempt,
        max_usd=settings.max_usd,
        max_calls=MOST_CALLS if settings.max_calls is None else settings.max_calls,
    )
    return await review(guideline, text, asker), asker.calls


def _read(path: Path) -> str:
    """Raises UsageError for what is no UTF-8 text of a bearable size."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path} is larger than 6 MB.", "Split it.")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is no UTF-8 text.", "Save it as UTF-8.") from None
    except OSError as error:
        raise UsageError(f"Cannot read {path}: {error.strerror}.", "Name a file.") from error
