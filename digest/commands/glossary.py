"""glossary: the terms of the issues and their definitions."""

from __future__ import annotations

import argparse
from typing import Any

from digest.commands.context import Context, one_line, table
from digest.commands.options import bounded, command, limits
from digest.commands.running import run_job
from storage import glossary
from storage.records import Term

ORIGINS = {"found": "no definition", "model": "draft", "person": "person"}


def register(commands: Any) -> None:
    """Add these commands to the parser."""
    parser = commands.add_parser("glossary", help="the terms of the issues and their definitions")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    command(actions, "list", _list, "every term, and the weeks that use it")
    define = command(actions, "set", _set, "write a definition; no draft ever replaces it")
    define.add_argument("term", metavar="TERM")
    define.add_argument("definition", metavar="DEFINITION")
    hide = command(actions, "hide", _hide, "leave a term out of exports")
    hide.add_argument("term", metavar="TERM")
    hide.add_argument("--show", action="store_true", help="take it back instead")
    limits(command(actions, "draft", _draft, "find terms, and draft what is not defined yet"))


def plain(term: Term, weeks: tuple[str, ...]) -> dict[str, Any]:
    """A term as `--json` shows it."""
    return {
        "term": term.term,
        "definition": term.definition,
        "origin": term.origin,
        "hidden": term.hidden,
        "note": term.note,
        "evidence": [
            {"article_id": e.article_id, "sentence": e.sentence, "quote": e.quote}
            for e in term.evidence
        ],
        "weeks": list(weeks),
    }


def _list(context: Context, _args: argparse.Namespace) -> int:
    from digest.glossary.find import uses

    terms = glossary.list_terms(context.db)
    weeks = uses([one.term for one in terms], glossary.written(context.db))
    context.give([plain(one, weeks[one.term]) for one in terms])
    rows = [
        (
            one.term,
            "hidden" if one.hidden else ORIGINS[one.origin],
            len(weeks[one.term]),
            one_line(one.definition or one.note, 80),
        )
        for one in terms
    ]
    empty = "No terms yet: `glossary draft` looks for them."
    context.say(table(("TERM", "STATE", "WEEKS", "DEFINITION"), rows) if rows else empty)
    return 0


def _set(context: Context, args: argparse.Namespace) -> int:
    if not args.term.strip():
        from digest.errors import UsageError

        raise UsageError("A term needs a name.", "Write `glossary set TERM DEFINITION`.")
    return _show(context, glossary.define(context.db, args.term, args.definition, now=context.now))


def _hide(context: Context, args: argparse.Namespace) -> int:
    return _show(context, glossary.hide(context.db, args.term, not args.show, now=context.now))


def _show(context: Context, term: Term) -> int:
    from digest.glossary.find import uses

    context.give(plain(term, uses([term.term], glossary.written(context.db))[term.term]))
    state = "hidden" if term.hidden else "shown" if term.definition else "not defined"
    context.say(f"{term.term} ({state}): {one_line(term.definition, 200)}")
    return 0


def _draft(context: Context, args: argparse.Namespace) -> int:
    result = run_job(bounded(context, args), "glossary", {})
    context.say(
        f"{result['found']} new terms, {result['drafted']} definitions drafted, "
        f"{result['undefined']} terms without one ({result['calls']} model calls)."
    )
    if not context.settings.has_model:
        context.note("No model is set: definitions are left for you to write.")
    context.give(result)
    return 0
