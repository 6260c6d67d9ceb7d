"""Articles: one row for one canonical URL, what a person made stays, lists stay light."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from storage import articles
from storage.errors import NotFound
from storage.records import Article, Mark
from storage.search import search
from tests.factories import NOW, WEEK, article

LATER = NOW + timedelta(hours=1)


def test_the_same_article_again_changes_nothing(db: Database) -> None:
    first = article(db, 1)
    again, outcome = articles.save(db, replace(first, id=0, first_seen_at=LATER))
    assert (again, outcome) == (first, "unchanged")
    assert articles.count(db) == 1


def test_broken_characters_are_mended_once_and_stay_unchanged(db: Database) -> None:
    broken = replace(article(db, 1), id=0, url_key="k2", title="題\ud800", text="文\udfff")
    stored, outcome = articles.save(db, broken)
    assert (stored.title, stored.text, outcome) == ("題\ufffd", "文\ufffd", "new")
    assert articles.save(db, broken) == (stored, "unchanged")
    assert articles.get(db, stored.id) == stored


def test_an_update_keeps_what_a_person_and_the_first_sight_made(db: Database) -> None:
    first = article(db, 1, memo="私のメモ", published_at=NOW - timedelta(days=7))
    fresh = Article(
        url_key=first.url_key,
        title="新しい題",
        kind="paper",
        text="新しい本文。" * 40,
        text_chars=240,
        text_origin="feed",
        first_seen_at=LATER,
        published_at=NOW,
        week=WEEK,
        memo="上書き",
    )
    stored, outcome = articles.save(db, fresh)
    assert outcome == "updated"
    assert (stored.title, stored.kind, stored.text) == ("新しい題", "paper", fresh.text)
    kept = ("id", "memo", "published_at", "week", "first_seen_at", "source_id", "url", "authors")
    assert [getattr(stored, name) for name in kept] == [getattr(first, name) for name in kept]
    assert articles.get(db, first.id) == stored


def test_a_page_is_not_replaced_by_the_teaser_of_a_feed(db: Database) -> None:
    page = article(db, 1, text="長い本文。" * 50, text_origin="page")
    teaser = replace(
        page, id=0, title="題だけ新しい", text="短い。", text_chars=3, text_origin="feed"
    )
    stored, outcome = articles.save(db, teaser)
    assert (stored.text, stored.title, outcome) == (page.text, "題だけ新しい", "updated")
    longer = replace(teaser, text="もっと長い。" * 90, text_chars=540)
    assert articles.save(db, longer)[0].text == longer.text
    empty = replace(teaser, text="", text_chars=0)
    assert articles.save(db, empty)[0].text == longer.text


def test_a_future_date_does_not_pin_an_article_on_top(db: Database) -> None:
    future = article(db, 1, published_at=NOW + timedelta(days=900))
    seen_later = article(db, 2, first_seen_at=LATER, published_at=LATER)
    undated = article(db, 3, published_at=None, first_seen_at=LATER + timedelta(hours=1), week=WEEK)
    assert [a.id for a in articles.list_articles(db)] == [undated.id, seen_later.id, future.id]


def test_lists_are_light_paged_and_filtered(db: Database) -> None:
    made = [article(db, n, kind="paper" if n % 2 else "article") for n in range(1, 7)]
    articles.mark(db, made[0].id, now=NOW, starred=True)
    articles.mark(db, made[1].id, now=NOW, read=True)
    listed = articles.list_articles(db, limit=4, offset=1)
    assert [a.id for a in listed] == [a.id for a in made[1:5]]
    assert {a.text for a in listed} == {""}
    assert all(a.text_chars for a in listed)
    assert replace(listed[0], text=made[1].text, links=made[1].links) == made[1]
    for filters, count in (
        ({"kind": "paper"}, 3),
        ({"week": WEEK}, 6),
        ({"week": "2020-W01"}, 0),
        ({"starred": True}, 1),
        ({"unread": True}, 5),
        ({"source_id": 9}, 0),
        ({"kind": "paper", "starred": True, "unread": True}, 1),
    ):
        found = articles.list_articles(db, **filters)  # type: ignore[arg-type]
        assert articles.count(db, **filters) == len(found) == count  # type: ignore[arg-type]
        assert articles.matching(db, **filters) == {a.id for a in found}  # type: ignore[arg-type]
    assert articles.weeks(db) == [(WEEK, 6)]


def test_many_are_fetched_in_the_order_asked(db: Database) -> None:
    made = [article(db, n) for n in range(1, 4)]
    wanted = [made[2].id, 10**6, made[0].id]
    assert articles.get_many(db, wanted) == [made[2], made[0]]
    assert articles.get_many(db, []) == []
    assert len(articles.get_many(db, range(200_000))) == 3
    assert articles.of_week(db, WEEK) == made
    assert articles.find_by_key(db, made[1].url_key) == made[1]
    assert articles.find_by_key(db, "none") is None
    known = articles.known_keys(db, [made[0].url_key, "none"])
    assert known == {made[0].url_key: ("feed", made[0].text_chars)}


def test_marks_are_set_and_taken_back_one_by_one(db: Database) -> None:
    one = article(db, 1)
    assert articles.mark(db, one.id, now=NOW, starred=True) == Mark(one.id, None, NOW)
    assert articles.mark(db, one.id, now=LATER, read=True) == Mark(one.id, LATER, NOW)
    assert articles.mark(db, one.id, now=LATER, starred=False) == Mark(one.id, LATER, None)
    assert articles.marks_of(db, [one.id, 99]) == {one.id: Mark(one.id, LATER, None)}


def test_a_memo_is_a_persons_and_unknown_articles_are_said(db: Database) -> None:
    one = article(db, 1)
    articles.set_memo(db, one.id, "あとで読む")
    assert articles.get(db, one.id) == replace(one, memo="あとで読む")
    for ask in (
        lambda: articles.get(db, 99),
        lambda: articles.set_memo(db, 99, "x"),
        lambda: articles.mark(db, 99, now=NOW, read=True),
    ):
        with pytest.raises(NotFound, match="article 99"):
            ask()


def test_very_old_and_very_new_dates_are_kept(db: Database) -> None:
    old = article(db, 1, published_at=datetime(1, 1, 2, tzinfo=UTC), week="0001-W01")
    assert articles.get(db, old.id).published_at == datetime(1, 1, 2, tzinfo=UTC)
    assert [a.id for a in articles.list_articles(db)] == [old.id]


def test_article_and_index_change_in_one_transaction(db: Database) -> None:
    first = article(db, 1, text="推論の話。")
    db.conn.execute(
        "CREATE TRIGGER stop BEFORE UPDATE ON articles BEGIN SELECT RAISE(ABORT,'x'); END"
    )
    with pytest.raises(Exception, match="x"):
        articles.save(db, replace(first, text="要約の話。", text_chars=5))
    assert [hit.article.id for hit in search(db, "推論")] == [first.id]
    assert search(db, "要約") == ()


def test_points_grow_without_a_new_row_and_without_an_update(db: Database) -> None:
    first = article(db, 1, points=10)
    again, outcome = articles.save(db, replace(first, points=25))
    assert (outcome, again.id, again.points) == ("unchanged", first.id, 25)
    assert articles.save(db, replace(first, points=12, source_id=99))[0].points == 25
    assert articles.save(db, replace(first, points=None))[0].points == 25
    assert [a.points for a in articles.list_articles(db)] == [25]


def test_another_source_does_not_rename_an_article(db: Database) -> None:
    first = article(db, 1, title="発表の題名")
    assert first.source_id is None
    other = replace(first, source_id=7, title="Show HN: it", points=3)
    stored, _ = articles.save(db, other)
    assert (stored.title, stored.points) == ("発表の題名", 3)
    assert articles.save(db, replace(first, title="直した題名"))[0].title == "直した題名"
