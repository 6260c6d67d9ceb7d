"""Points: taken from the answers that are asked for anyway, kept by the kind that counted them."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from digest import gather
from digest.collect import Collected
from digest.collect.feed import read_feed
from digest.fetch import Response
from storage import articles, counts
from storage.records import Entry, Source
from tests import factories as make

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:hatena="http://www.hatena.ne.jp/info/xmlns#"><title>V</title><id>v</id><entry><id>1</id>
<title>A</title><link href="https://www.youtube.com/watch?v=abc"/>{}</entry></feed>"""
LIKES = (
    '<media:group><media:community><media:starRating count="{}"/></media:community></media:group>'
)


def read(inside: str) -> tuple[Entry, ...]:
    headers = {"content-type": "application/atom+xml"}
    return read_feed(
        Response("https://s.example/f", 200, headers, ATOM.format(inside).encode())
    ).entries


@pytest.mark.parametrize(
    ("inside", "points"),
    [
        (LIKES.format("3546"), 3546),
        (LIKES.format("0"), 0),
        (LIKES.format("many"), None),
        (LIKES.format("²"), None),
        (LIKES.format("9" * 30), None),
        ("<media:starRating/>", None),
        ("<hatena:bookmarkcount>27</hatena:bookmarkcount>", 27),
        ("<hatena:bookmarkcount>²</hatena:bookmarkcount>", None),
        ("", None),
    ],
)
def test_a_feed_counts_bookmarks_or_likes(inside: str, points: int | None) -> None:
    assert [entry.points for entry in read(inside)] == [points]


def collect(db: Database, source: Source, points: int | None) -> None:
    entry = Entry("https://news.example/1", "題", "本文。", points=points)
    gather.store(db, Collected(source, (entry,), False, ()), now=make.NOW)


def test_each_source_counts_for_its_own_kind(db: Database) -> None:
    hatena = make.source(db, 1, kind="hatena")
    news = make.source(db, 2, kind="hackernews")
    plain = make.source(db, 3)
    for source, points in ((hatena, 12), (news, 340), (hatena, 15), (plain, None)):
        collect(db, source, points)
    (article,) = articles.list_articles(db)
    assert counts.of_week(db, article.week) == {article.id: {"hackernews": 340, "hatena": 15}}
    assert article.points == 340


def test_what_a_person_adds_is_counted_too(db: Database) -> None:
    entry = Entry("https://news.example/1", "題", "本文。", points=77)
    source = Source(url="https://news.ycombinator.com/item?id=1", kind="hackernews")
    (told,) = gather.added(db, Collected(source, (entry,), False, ()), "", now=make.NOW)["articles"]
    assert counts.of_week(db, make.WEEK) == {told["id"]: {"hackernews": 77}}
