"""estimate | report | export: before and after a session."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from digest.commands.context import Context, one_line
from digest.commands.options import command
from digest.errors import ExportError
from prompt_tuner import starting
from prompt_tuner.commands.tuning import settings_of, wishes


def register(commands: Any) -> None:
    """Add these commands to the parser."""
    estimate = command(commands, "estimate", _estimate, "what a session may cost")
    estimate.add_argument("task", metavar="TASK")
    wishes(estimate)
    report = command(commands, "report", _report, "what a session tried and found", reads=True)
    report.add_argument("session", metavar="SESSION")
    report.add_argument("--html", type=Path, metavar="FILE", help="write a self-contained page")
    export = command(
        commands, "export", _export, "a session's prompts, scores and report as files", reads=True
    )
    export.add_argument("session", metavar="SESSION")
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")


def _estimate(context: Context, args: argparse.Namespace) -> int:
    wished = settings_of(context, args)
    chosen = starting.check_models(args.model or ())
    document = starting.forecast(
        context.db, context.settings, args.task, wished, chosen, now=context.now
    )
    context.give(document)
    calls = ", ".join(f"{count} {role}" for role, count in document["calls"].items())
    price = document["cost_usd"]
    money = "of unknown price"
    if price is not None:
        money = f"about {price:.2f} USD, {document['most_usd']:.2f} at most"
    context.say(f"At most {document['max_calls']} calls: likely {calls}.")
    tokens = f"{document['input_tokens']} tokens in, {document['output_tokens']} out"
    context.say(f"About {tokens}, {money}.")
    for note in document["notes"]:
        context.say(f"Note: {one_line(note, 300)}")
    return 0


def _report(context: Context, args: argparse.Namespace) -> int:
    from prompt_tuner.report import report
    from prompt_tuner.report_page import page

    document = report(context.db, args.session)
    if args.html:
        _write(args.html, page(document))
        context.say(f"Wrote {args.html}")
    context.give(document)
    if not args.html:
        _say(context, document)
    return 0


def _say(context: Context, document: dict[str, Any]) -> None:
    from prompt_tuner.tuning import describe

    result = document["result"]
    context.say(f"{document['session']}: {document['state']} ({document['task']})")
    if document["error"]:
        context.say(one_line(document["error"], 500))
    if result is None:
        return
    context.say(describe(result))
    for one in document["candidates"]:
        mean = "-" if one["train"]["mean"] is None else f"{one['train']['mean']:.3f}"
        mark = "*" if one["best"] else " "
        words = f"{mark} {one['id'][:8]} round {one['round']} {one['origin']}: train {mean}"
        context.say(f"{words}  {one_line(one['note'], 80)}")
    sealed = document["sealed"]
    context.say(
        f"Sealed: {sealed['wins']} better, {sealed['losses']} worse, {sealed['ties']} equal"
    )
    for line in document["diff"].splitlines():
        context.say(one_line(line, 1000))


def _export(context: Context, args: argparse.Namespace) -> int:
    from prompt_tuner.report import report
    from prompt_tuner.report_page import page

    document = report(context.db, args.session)
    files = {
        "report.json": json.dumps(document, ensure_ascii=False, indent=1) + "\n",
        "report.html": page(document),
        "seed_prompt.md": document["seed_prompt"],
        "best_prompt.md": document["best_prompt"],
        "candidates.jsonl": _lines(document["candidates"]),
        "evaluations.jsonl": _lines(document["evaluations"]),
    }
    for name, text in files.items():
        _write(args.out / name, text)
        context.say(f"Wrote {args.out / name}")
    context.give({"session": args.session, "files": [str(args.out / name) for name in files]})
    return 0


def _lines(records: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ExportError(
            f"Cannot write {path}: {error.strerror}.", "Choose a folder that you can write."
        ) from error
