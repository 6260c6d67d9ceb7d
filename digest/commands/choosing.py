"""rank | choose | group | profile | tag: what a person decides on articles and stories."""

from __future__ import annotations

import argparse
from typing import Any

from digest.commands.context import Context, one_line
from digest.commands.options import command, judged, positive, scored, week
from digest.errors import NotFound, UsageError
from digest.select import Ranking
from storage import articles, choices, tags
from storage.records import Pick

DECISIONS = {"in": True, "out": False, "auto": None}
GROUPINGS = {"together": True, "apart": False, "auto": None}


def register(commands: Any) -> None:
    """Add the commands."""
    shown = command(
        commands, "rank", _rank, "what of a week comes in, what just missed, and why", reads=True
    )
    shown.add_argument("--week", type=week, required=True, metavar="WEEK", help="like 2026-W47")
    shown.add_argument("--limit", type=positive, default=10, metavar="N", help="default 10")
    scored(shown)
    chosen = command(commands, "choose", _choose, "put a story into a week's issue, or out of it")
    chosen.add_argument("--week", type=week, required=True, metavar="WEEK", help="like 2026-W47")
    chosen.add_argument("story", metavar="STORY", help="its key, as `rank` lists it")
    chosen.add_argument("decision", choices=DECISIONS, help="auto leaves it to the selection")
    group = command(commands, "group", _group, "teach whether two articles tell one story")
    group.add_argument("one", type=int, metavar="ID")
    group.add_argument("other", type=int, metavar="ID")
    group.add_argument("decision", choices=GROUPINGS, help="auto leaves it to the rules")
    profile = command(commands, "profile", _profile, "words that must, should or never come in")
    for name in ("must", "nice", "never"):
        profile.add_argument(f"--{name}", action="append", metavar="WORDS", help="may be repeated")
    profile.add_argument("--clear", action="store_true", help="begin with an empty profile")
    tag = command(commands, "tag", _tag, "show, set or suggest the tags of an article")
    tag.add_argument("id", type=int, metavar="ID", help="of an article, as `articles` lists it")
    tag.add_argument("tags", nargs="*", metavar="TAG", help="the tags it shall have")
    tag.add_argument("--clear", action="store_true", help="take all of its tags away")


def _rank(context: Context, args: argparse.Namespace) -> int:
    from digest.candidates import jury
    from digest.ranking import ranking, stories_of

    told = stories_of(context.db, args.week)
    heard = jury(context.db, judged(context, args).settings, told)
    found = ranking(context.db, args.week, args.limit, told, heard)
    context.give(
        {
            "picks": _plain(found.picks),
            "missed": _plain(found.missed),
            "unsure": list(found.unsure),
            "scored": len(heard.scores) if heard.on else None,
        }
    )
    for heading, listed in (("In", found.picks), ("Missed", found.missed[: args.limit])):
        context.say(f"{heading}:")
        for pick in listed:
            title = one_line(pick.story.lead.title, 70)
            context.say(f"{pick.story.key:>8} {pick.score:6.1f}  {title}")
            context.say(f"{'':16} {' / '.join(pick.reasons)}")
    _ask(context, args.week, found)
    if heard.on:
        context.say(f"{len(heard.scores)} stories have a score by a model; a build asks for more.")
    return 0


def _ask(context: Context, week: str, found: Ranking) -> None:
    """The questions that scores cannot answer."""
    inside = {pick.story.key for pick in found.picks}
    titles = {p.story.key: p.story.lead.title for p in (*found.picks, *found.missed)}
    if found.unsure:
        context.say(f"Ask (too near to call): choose --week {week} STORY in|out")
    for key in found.unsure:
        now_is = "in" if key in inside else "out"
        context.say(f"{key:>8} now {now_is:3}  {one_line(titles[key], 70)}")


def _plain(picks: tuple[Pick, ...]) -> list[dict[str, Any]]:
    return [
        {
            "story": pick.story.key,
            "title": pick.story.lead.title,
            "url": pick.story.lead.url,
            "articles": [article.id for article in pick.story.articles],
            "earlier": [article.id for article in pick.story.earlier],
            "grouped": pick.story.reason,
            "score": pick.score,
            "reasons": list(pick.reasons),
        }
        for pick in picks
    ]


def _choose(context: Context, args: argparse.Namespace) -> int:
    from digest.ranking import stories_of

    known = {story.key for story in stories_of(context.db, args.week)}
    if args.story not in known:
        raise NotFound(
            f"story of {args.week}", args.story, f"`rank --week {args.week}` lists them."
        )
    wanted = DECISIONS[args.decision]
    choices.put(context.db, args.week, args.story, wanted, now=context.now)
    context.say("Kept. The next build of the week follows it.")
    context.give({"week": args.week, "story": args.story, "decision": args.decision})
    return 0


def _group(context: Context, args: argparse.Namespace) -> int:
    if args.one == args.other:
        raise UsageError("Two articles are needed.", "Name two different ids of `articles`.")
    for number in (args.one, args.other):
        articles.get(context.db, number)
    together = GROUPINGS[args.decision]
    choices.pair(context.db, args.one, args.other, together, now=context.now)
    context.say("Kept. The next build follows it.")
    context.give({"articles": sorted((args.one, args.other)), "decision": args.decision})
    return 0


def _profile(context: Context, args: argparse.Namespace) -> int:
    from digest.taste import Profile
    from digest.tasting import profile, save_profile

    stored = Profile() if args.clear else profile(context.db)
    parts = [
        (*getattr(stored, name), *(getattr(args, name) or ())) for name in ("must", "nice", "never")
    ]
    if args.clear or any(getattr(args, name) for name in ("must", "nice", "never")):
        save_profile(context.db, Profile(*parts))
    now_is = profile(context.db)
    told = {name: list(getattr(now_is, name)) for name in ("must", "nice", "never")}
    for name, wishes in told.items():
        context.say(f"{name}: {', '.join(wishes) or '-'}")
    context.give(told)
    return 0


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
