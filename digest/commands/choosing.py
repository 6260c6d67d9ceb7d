"""tag: a person's own order among the articles."""

from __future__ import annotations

import argparse
from typing import Any

from digest.commands.context import Context
from digest.commands.options import command
from storage import articles, tags


def register(commands: Any) -> None:
    """Add the commands."""
    tag = command(commands, "tag", _tag, "show, set or suggest the tags of an article")
    tag.add_argument("id", type=int, metavar="ID", help="of an article, as `articles` lists it")
    tag.add_argument("tags", nargs="*", metavar="TAG", help="the tags it shall have")
    tag.add_argument("--clear", action="store_true", help="take all of its tags away")


def _tag(context: Context, args: argparse.Namespace) -> int:
    from digest.tagging import suggested

    article = articles.get(context.db, args.id)
    if args.tags or args.clear:
        tags.put(context.db, article.id, args.tags, now=context.now)
    own = tags.of(context.db, [article.id]).get(article.id, ())
    known = [name for name, _ in tags.known(context.db)]
    fresh = [name for name in suggested(article, known) if name not in own]
    context.say(" ".join(f"#{name}" for name in own) or "No tags.")
    if fresh:
        context.say(f"Suggested: {' '.join(fresh)}")
    context.give({"id": article.id, "tags": list(own), "suggested": fresh})
    return 0
