"""build | show | export | weekly: the week's digest and its files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from digest.commands.context import Context, one_line
from digest.commands.options import bounded, command, judged, limits, positive, scored, week
from digest.commands.reading import collected_exit, show_collected
from digest.commands.running import run_job
from storage import weeks

DEFAULT_ITEMS = 10


def register(commands: Any) -> None:
    """Add these commands to the parser."""
    build = command(commands, "build", _build, "make the digest of a week from what is stored")
    build.add_argument("--week", type=week, required=True, metavar="WEEK", help="like 2026-W47")
    _limit(build)
    limits(build)
    scored(build)
    build.add_argument(
        "--estimate", action="store_true", help="only say what it would cost; nothing is sent"
    )
    _batch(build)
    build.add_argument(
        "--retry-papers",
        action="store_true",
        help="ask at once for whole papers that could not be had before",
    )
    show = command(commands, "show", _show, "the digest of a week, whole", reads=True)
    show.add_argument("--week", type=week, required=True, metavar="WEEK", help="like 2026-W47")
    _register_export(commands)
    weekly = command(commands, "weekly", _weekly, "collect and build: what cron calls")
    weekly.add_argument(
        "--week", type=week, metavar="WEEK", help="default: the week that has just ended"
    )
    _limit(weekly)
    limits(weekly)
    scored(weekly)
    _batch(weekly)


def _register_export(commands: Any) -> None:
    export = command(commands, "export", _export, "write the digest as files", reads=True)
    export.add_argument("--week", type=week, required=True, metavar="WEEK", help="like 2026-W47")
    export.add_argument(
        "--format", choices=("zenn", "markdown"), default="zenn", help="default zenn"
    )
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")
    export.add_argument(
        "--footnotes", action="store_true", help="quote the source sentences as footnotes"
    )
    export.add_argument(
        "--no-glossary", action="store_true", help="no footnotes for terms of the glossary"
    )
    export.add_argument(
        "--require-evidence",
        action="store_true",
        help="fail (exit 1) while a statement rests on no sentence of a source",
    )


def _batch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--batch", action="store_true", help="ask by the Batch API: half price, up to a day"
    )


def _limit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit", type=positive, default=DEFAULT_ITEMS, metavar="N", help="items, default 10"
    )


def _build(context: Context, args: argparse.Namespace) -> int:
    context = judged(bounded(context, args), args)
    if args.estimate:
        return _estimate(context, args)
    asked = {"week": args.week, "limit": args.limit}
    # Only what was chosen: the same words as ever are the same job.
    asked |= {name: True for name in ("retry_papers", "batch") if getattr(args, name)}
    result = run_job(context, "build", asked)
    _say_built(context, result)
    context.give(result)
    return 0


def _estimate(context: Context, args: argparse.Namespace) -> int:
    from digest.estimate import estimate

    found = estimate(context.db, context.settings, args.week, args.limit, now=context.now)
    context.give(found.plain())
    context.say(f"{found.week}: {found.items} items of {found.considered} stories.")
    context.say(
        f"{found.calls} calls to make, at most {found.most_calls};"
        f" {found.cached} answers are stored already."
    )
    if found.unread_papers:
        context.say(
            f"{found.unread_papers} papers are to be fetched first: their length is a guess."
        )
    if found.calls:
        usual = "" if found.output_tokens is None else f"about {found.output_tokens:,}, "
        context.say(
            f"About {found.input_tokens:,} tokens in,"
            f" {usual}at most {found.most_output_tokens:,} out."
        )
        half = "" if found.batch_usd is None else f" By batches: {_usd(found.batch_usd)}."
        context.say(
            f"Cost: {_usd(found.cost_usd)}, at most {_usd(found.most_usd)} with a repair of"
            f" everything; retries after faults come on top.{half}"
        )
    return 0


def _usd(amount: float | None) -> str:
    return "unknown" if amount is None else f"{amount:.4f} USD"


def _say_built(context: Context, built: dict[str, Any]) -> None:
    context.say(f"{built['title']}: {built['items']} items of {built['considered']} stories.")
    for note in built["notes"]:
        context.say(f"  {note}")
    context.say(
        f"{built['calls']} model calls (cost {_usd(built['cost_usd']) if built['calls'] else 'none'}), "
        f"{built['findings']} findings to look at."
    )
    if told := built.get("scored"):
        failed = f" ({told['fault']})" if told["fault"] else ""
        context.say(f"A model scored {told['scored']} of {told['candidates']} candidates{failed}.")
    if built.get("batches") and built.get("asked_directly"):
        context.say(f"{built['asked_directly']} calls were asked directly, at the full price.")
    for batch in built.get("batches", ()):
        answered = f"{batch['answered']} of {batch['requests']} answered"
        context.say(f"Batch {batch['batch'] or '-'}: {batch['status']}, {answered}.")
        if batch["error"]:
            context.say(f"  {batch['error']}")


def _weekly(context: Context, args: argparse.Namespace) -> int:
    context = judged(bounded(context, args), args)
    chosen = args.week or weeks.last_ended(context.now)
    asked = {"week": chosen, "limit": args.limit}
    if args.batch or context.settings.batch:
        asked["batch"] = True
    result = run_job(context, "weekly", asked)
    show_collected(context, result["collect"])
    _say_built(context, result["build"])
    context.give(result)
    return collected_exit(result["collect"])


def _show(context: Context, args: argparse.Namespace) -> int:
    from digest.showing import complete

    document = complete(context.db, args.week)
    context.give(document)
    context.say(document["title"])
    for note in document["notes"]:
        context.say(f"※ {note}")
    for item in document["items"]:
        context.say(f"\n{item['position'] + 1}. {one_line(item['headline'], 200)}")
        for section in item["sections"]:
            context.say(f"  {section['name']}")
            for claim in section["claims"]:
                context.say(f"  ・{one_line(claim['text'], 1000)}")
        for link in item["references"]:
            context.say(f"  {link['url']}")
    return 0


def _export(context: Context, args: argparse.Namespace) -> int:
    from digest.guideline.gate import require
    from digest.publishing import write_export

    require(context.db, args.week)
    written = write_export(
        context.db,
        args.week,
        args.format,
        args.out,
        footnotes=args.footnotes,
        glossed=not args.no_glossary,
        supported=args.require_evidence,
    )
    for path in written["files"]:
        context.say(f"Wrote {path}")
    for warning in written["warnings"]:
        context.note(warning)
    context.give(written)
    return 0
