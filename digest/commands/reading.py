"""collect | add | articles | search | sample: what goes in, and looking at it."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from digest.commands.context import Context, one_line, table
from digest.commands.options import command, positive, week
from digest.commands.running import run_job
from digest.errors import UsageError
from storage import articles, sources
from storage.home import worker_alive
from storage.records import Article


def register(commands: Any) -> None:
    """Add these commands to the parser."""
    collect = command(commands, "collect", _collect, "ask the sources for what is new")
    collect.add_argument(
        "--source", type=int, action="append", metavar="ID", help="only this source (repeatable)"
    )
    collect.add_argument("--due", action="store_true", help="only sources whose time has come")
    add = command(commands, "add", _add_any, "store one article, paper or post: a URL or a file")
    add.add_argument("url", metavar="URL|FILE", help="FILE: .pdf .eml .html .md .txt")
    add.add_argument("--memo", default="", help="your own words about it")
    add.add_argument("--text", default="", help="its text, where it cannot be read; - for stdin")
    listing = command(commands, "articles", _articles, "what is stored, newest first", reads=True)
    listing.add_argument("--week", type=week, metavar="WEEK", help="only this week (2026-W47)")
    search = command(commands, "search", _search, "find articles by their words", reads=True)
    words = 'words, "phrases", -without, from:SITE, kind:paper, week:2026-W47, tag:TAG'
    search.add_argument("query", metavar="QUERY", help=words)
    search.add_argument("--issues", action="store_true", help="look in past issues instead")
    search.add_argument("--limit", type=positive, default=20, metavar="N", help="default 20")
    command(commands, "sample", _sample, "load the sample week (fictional, needs no network)")


def _collect(context: Context, args: argparse.Namespace) -> int:
    for source_id in args.source or ():
        sources.get(context.db, source_id)
    if not args.source and not sources.list_sources(context.db, enabled_only=True):
        raise UsageError("There is no source to collect.", "Try `sources starter` or `sample`.")
    _start_helpers(context, args.source)
    result = run_job(context, "collect", {"sources": args.source, "due": args.due})
    show_collected(context, result)
    context.give(result)
    return collected_exit(result)


def _start_helpers(context: Context, ids: list[int] | None) -> None:
    """Where this process will be home: helpers for feeds that were never read start now."""
    from digest import apart

    if not worker_alive(context.settings.home):
        listed = sources.list_sources(context.db, enabled_only=True)
        apart.expect(sum(not s.body_hash for s in listed if not ids or s.id in ids))


def show_collected(context: Context, result: dict[str, Any]) -> None:
    """The rows of a collect result for people."""
    rows = [
        (s["id"], s["new"], s["updated"], s["unchanged"], one_line(s["title"] or s["url"], 40))
        for s in result["sources"]
    ]
    context.say(table(("ID", "NEW", "UPDATED", "SAME", "SOURCE"), rows))
    for source in result["sources"]:
        if source["failed"]:
            context.note(f"Source {source['id']} failed: {one_line(source['failed'], 300)}")
    context.say(f"{result['new']} new, {result['updated']} updated, {result['failed']} failed.")
    if result["not_due"]:
        context.say(f"{result['not_due']} sources are not due yet; `collect` asks all of them.")
    if others := result.get("asked_meanwhile"):
        context.say(f"{others} sources were asked by another job while this one waited for it.")


def collected_exit(result: dict[str, Any]) -> int:
    """1 when every source failed: one broken source is no failure of the command."""
    return 1 if result["sources"] and result["failed"] == len(result["sources"]) else 0


def _add_any(context: Context, args: argparse.Namespace) -> int:
    """What exists here under that name is a file; all else should be a web address."""
    named = args.url.strip() and "://" not in args.url
    path = Path(args.url).expanduser() if named else None
    if path is None or not path.exists():
        return _add(context, args)
    if path.is_dir():
        raise UsageError(f"{path} is a folder.", "Watch it with `sources add FOLDER`.")
    from digest.collect.folder import read_file
    from digest.filing import add_file

    body = read_file(path.resolve())
    _show_added(context, add_file(context.db, path.name, body, args.memo, now=context.now))
    return 0


def _add(context: Context, args: argparse.Namespace) -> int:
    from digest.collect.address import web_address

    text = sys.stdin.read() if args.text == "-" else args.text
    if args.text and not text.strip():
        raise UsageError("The text is empty.", "Give the words of the article or post.")
    wanted = {"url": web_address(args.url), "memo": args.memo, "text": text}
    result = run_job(context, "add", wanted)
    _show_added(context, result)
    return 0


def _show_added(context: Context, result: dict[str, Any]) -> None:
    for article in result["articles"]:
        context.say(f"Stored {article['id']}: {one_line(article['title'])}")
    for note in result["notes"]:
        context.note(one_line(note, 300))
    context.give(result)


def plain(article: Article, titles: dict[int, str]) -> dict[str, Any]:
    """An article as `--json` lists it."""
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "kind": article.kind,
        "language": article.language,
        "authors": list(article.authors),
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "week": article.week,
        "source": titles.get(article.source_id or 0),
        "text_chars": article.text_chars,
        "points": article.points,
    }


def _titles(context: Context) -> dict[int, str]:
    return {s.id: s.title or s.url for s in sources.list_sources(context.db)}


def _articles(context: Context, args: argparse.Namespace) -> int:
    titles = _titles(context)
    listed = articles.list_articles(context.db, week=args.week, limit=-1)
    context.give([plain(article, titles) for article in listed])
    rows = [(a.id, a.week, a.kind, a.language, a.text_chars, one_line(a.title, 60)) for a in listed]
    context.say(
        table(("ID", "WEEK", "KIND", "", "CHARS", "TITLE"), rows) if rows else "No articles."
    )
    return 0


def _search(context: Context, args: argparse.Namespace) -> int:
    from storage.search import search

    if args.issues:
        return _search_issues(context, args)
    titles = _titles(context)
    hits = search(context.db, args.query, limit=args.limit)
    context.give(
        [plain(h.article, titles) | {"snippet": h.snippet, "score": h.score} for h in hits]
    )
    for hit in hits:
        context.say(f"{hit.article.id:>6}  {hit.article.week}  {one_line(hit.article.title, 70)}")
        context.say(f"        {one_line(hit.snippet, 100)}")
    if not hits:
        context.say("Nothing found.")
    return 0


def _search_issues(context: Context, args: argparse.Namespace) -> int:
    from storage.issue_search import search_issues

    found = search_issues(context.db, args.query, limit=args.limit)
    context.give([asdict(hit) for hit in found])
    for hit in found:
        context.say(f"{hit.week}  {one_line(hit.headline, 70)}")
        context.say(f"          {one_line(hit.snippet, 100)}")
    if not found:
        context.say("Nothing found.")
    return 0


def _sample(context: Context, _args: argparse.Namespace) -> int:
    result = run_job(context, "sample", {"build": False})
    show_collected(context, result["collect"])
    context.say(f"The sample week is {result['week']}: `build --week {result['week']}` comes next.")
    context.give(result)
    return 0
