"""What a person decides on the stories of a week, and the week as it stands with that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from sqlite_utils import Database

from digest.jury import NOBODY, Jury
from digest.lookback import WEEKS
from digest.ranking import ranking, stories_of
from digest.select import Ranking
from pages.shared.db import now, settings, writing
from pages.shared.markup import Html, badge, host, join, link, tag, text
from storage import choices
from storage.records import Pick, Story
from storage.weeks import previous

DECISIONS = {"auto": "自動", "in": "入れる", "out": "外す"}
_MEANT = {"auto": None, "in": True, "out": False}


def ranked(db: Database, week: str, limit: int) -> Ranking:
    """The week ranked; grouping is done anew only when articles or decisions have changed."""
    told = _stories(db, week, _state(db, week))
    return ranking(db, week, limit, told, _jury(db, told))


def _jury(db: Database, told: Sequence[Story]) -> Jury:
    chosen = settings(db)
    if not chosen.model_score:
        return NOBODY
    from digest.candidates import jury  # the model's door takes a moment to load

    return jury(db, chosen, told)


@st.cache_resource(
    max_entries=4,
    show_spinner="話題をまとめています…",
    hash_funcs={Database: lambda _: 0},
)
def _stories(db: Database, week: str, state: tuple[Any, ...]) -> Sequence[Story]:
    assert state  # part of the key
    return stories_of(db, week)


def _state(db: Database, week: str) -> tuple[Any, ...]:
    """Changes whenever the stories may: the database, articles of the week and of those before
    it, the pairings, what past issues told.
    """
    where = str(db.conn.execute("PRAGMA database_list").fetchone()[2])
    weeks = [week]
    while len(weeks) <= WEEKS:
        weeks.append(previous(weeks[-1]))
    looks = (
        (
            "SELECT count(*), max(id), sum(text_chars), group_concat(DISTINCT kind)"
            f" FROM articles WHERE week IN ({', '.join('?' * len(weeks))})",
            weeks,
        ),
        ("SELECT count(*), max(decided_at), sum(together) FROM pairings", []),
        ("SELECT count(*), max(built_at) FROM digests WHERE week < ?", [week]),
        ("SELECT count(*), max(updated_at) FROM item_edits WHERE week < ?", [week]),
    )
    return (where, *(tuple(db.conn.execute(sql, asked).fetchone()) for sql, asked in looks))


def decide(week: str, story_key: str, widget: str) -> None:
    """A callback: in, out, or left to the selection."""
    wanted = _MEANT[st.session_state[widget] or "auto"]
    with writing() as db:
        choices.put(db, week, story_key, wanted, now=now())


def pair(one: int, others: Sequence[int], together: bool) -> None:
    """A callback: these articles tell the first one's story, or another."""
    with writing() as db:
        for other in others:
            choices.pair(db, one, other, together, now=now())


def told(pick: Pick, *, missed: bool, asked: bool = False) -> Html:
    """A story in a line and its reasons in another; what kept it out stands first.

    asked: a person is asked about it, and sees what becomes of it without an answer.
    """
    lead = pick.story.lead
    reasons = list(pick.reasons)
    why = reasons.pop() if missed else ""
    now_is = ("今は載らない" if missed else "今は載る") if asked else ""
    count = len(pick.story.articles)
    facts = [
        badge(now_is, "plain" if missed else "good") if now_is else None,
        badge(why, "warn" if "僅差" in why else "plain") if why else None,
        tag("span", text(f"{pick.score:.1f}点")),
        tag("span", text(host(lead.url))),
        badge(f"{count}件の記事") if count > 1 else None,
        tag("span", text(" / ".join(reasons))),
    ]
    return tag(
        "div",
        tag("div", link(lead.url, lead.title.strip() or lead.url), cls="story-title"),
        tag("div", join(fact for fact in facts if fact), cls="meta faint"),
        cls="prose wide",
    )
