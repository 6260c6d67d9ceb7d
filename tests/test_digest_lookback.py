"""The same news on both sides of a week's border: one story, told once, undone by a person."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from bench.stories import PARTS, labelled
from digest.__main__ import main
from digest.earlier import past_items
from digest.plan import Plan, picks
from digest.ranking import grouped, ranking, stories_of
from digest.related import related
from digest.stories import stories
from storage import digests
from storage.database import connect
from storage.records import Article, Digest, ItemEdit
from tests import factories as make

SUNDAY = datetime(2026, 11, 15, 3, tzinfo=UTC)
WEEK, BEFORE = "2026-W47", "2026-W46"
ENGLISH = (
    "Quillmoor reads a text and says in one line what it is about before it reads it out. "
    "It runs on a phone without a network and was trained on letters that volunteers gave. "
    "The weights can be had under an open licence, and so can the letters, with their names left out. "
    "Its makers say that one line is enough to choose whether to listen. "
)
JAPANESE = (
    "Quillmoorは文章を読み上げる前に、何の話かを一行で示します。"
    "電話機の上で、通信なしで動きます。" * 4
)


def told(db: Database, n: int, title: str, days: float, url: str = "", **fields: Any) -> Article:
    """A stored article of so many days after the Sunday before the week."""
    url = url or f"https://site{n}.example/news/{n}"
    given = {"language": "en", "text": ENGLISH, "source_id": make.source(db, n).id}
    key = url.removeprefix("https://")
    moment = SUNDAY + timedelta(days=days)
    return make.article(
        db, n, title=title, url=url, url_key=key, published_at=moment, **given | fields
    )


def translated(db: Database) -> tuple[Article, Article]:
    """A vendor's post of Sunday, and its translation of Tuesday."""
    post = told(db, 1, "Introducing Quillmoor", 0, "https://openai.com/index/quillmoor")
    same = "https://openai.com/ja-JP/index/quillmoor"
    return post, told(db, 2, "Quillmoorのご紹介", 2, same, language="ja", text=JAPANESE)


def issued(db: Database, post: Article) -> Digest:
    """The issue before, with an item on that article."""
    item = make.item(db, 0, post)
    return digests.save(db, make.issue(week=BEFORE, items=(item,)))


def test_a_translation_of_last_weeks_post_is_of_its_story(db: Database) -> None:
    post, ours = translated(db)
    (story,) = stories_of(db, WEEK)
    assert (story.key, story.lead.id, [a.id for a in story.others]) == ("a2", post.id, [ours.id])
    assert story.reason == "同じ記事の別の言語版(前の週の記事)"
    (alone,) = stories_of(db, BEFORE)
    assert (alone.key, alone.others, alone.reason) == ("a1", (), "")


@pytest.mark.parametrize(
    ("title", "days", "text", "joined"),
    [
        ("Quillmoor says it in one line", 1, ENGLISH, True),
        ("Another heading altogether", 13, f"{ENGLISH} A word of our own.", True),
        ("Another heading altogether", 15, ENGLISH, False),
        ("Quillmoor says it in one line", 22, ENGLISH, False),
        ("Quillmoor says it in one line", 1, JAPANESE, False),
    ],
)
def test_a_copy_within_fourteen_days_is_of_the_story(
    db: Database, title: str, days: float, text: str, joined: bool
) -> None:
    told(db, 1, "What Quillmoor says", 0)
    late = told(db, 2, title, days, text=text)
    (story,) = grouped(db, late.week)
    assert bool(story.others) is joined


def test_what_an_issue_has_told_is_no_new_story(db: Database) -> None:
    post, ours = translated(db)
    issue = issued(db, post)
    (story,) = stories_of(db, WEEK)
    assert (story.lead.id, story.others, [a.id for a in story.earlier]) == (ours.id, (), [post.id])
    (pick,) = ranking(db, WEEK, 5, [story]).picks
    assert f"{BEFORE}の号で伝えた話題" in pick.reasons
    (link,) = [one for one in related([pick], past_items(db, WEEK))["a2"] if one.role == "earlier"]
    assert (link.week, link.article_id) == (BEFORE, post.id)
    assert link.reason == "前回の記事と同じ話題(同じ記事の別の言語版(前の週の記事))"
    plan = json.loads(json.dumps(Plan.made(WEEK, 1, [pick], [], {}).plain()))
    assert picks(db, Plan.of(plan))[0].story.earlier == story.earlier
    (item,) = issue.items
    digests.save_item_edit(db, ItemEdit(BEFORE, item.story_key, dropped=True))
    assert stories_of(db, WEEK)[0].others  # nobody has read it


def test_a_copy_of_what_was_one_of_several_tellers_was_told_too(db: Database) -> None:
    post = told(db, 1, "Introducing Quillmoor", 0, "https://openai.com/index/quillmoor")
    teller = told(db, 3, "What Quillmoor says", 0.2, text=f"{JAPANESE}{ENGLISH}",
                  links=("https://openai.com/index/quillmoor",))  # fmt: skip
    issued(db, post)
    told(db, 2, "Another heading altogether", 2, text=f"{JAPANESE}{ENGLISH}")
    (story,) = stories_of(db, WEEK)
    assert {a.id for a in story.earlier} == {post.id, teller.id}


def test_a_person_undoes_it_and_makes_it(tmp_path: Path, capsys: Any) -> None:
    db = connect(tmp_path / "digest.db")
    post, ours = translated(db)
    apart = told(db, 3, "何の関係もない話", 3, text="別の話。" * 30, language="ja")
    db.close()

    def run(*arguments: str) -> Any:
        assert main(["--home", str(tmp_path), *arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    def members() -> list[list[int]]:
        found = run("rank", "--week", WEEK)
        return sorted(sorted(pick["articles"]) for pick in (*found["picks"], *found["missed"]))

    assert members() == [[post.id, ours.id], [apart.id]]
    run("group", str(post.id), str(ours.id), "apart")
    run("group", str(post.id), str(apart.id), "together")
    assert members() == [[post.id, apart.id], [ours.id]]


def test_the_report_counts_articles_of_the_week_alone(tmp_path: Path, capsys: Any) -> None:
    db = connect(tmp_path / "digest.db")
    translated(db)
    db.close()
    assert main(["--home", str(tmp_path), "build", "--week", WEEK, "--json"]) == 0
    capsys.readouterr()
    assert main(["--home", str(tmp_path), "show", "--week", WEEK, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)["report"]
    assert (report["collected"], report["grouped"]) == (1, {"stories": 1, "merged": 0})
    assert sum(row["articles"] for row in report["sources"]) == 1


def one_a_page(part: str) -> list[Any]:
    return list({row.article.url_key: row for row in labelled(part)}.values())


@pytest.mark.parametrize("part", PARTS)
def test_the_labelled_set_is_grouped_across_a_border_too(part: str) -> None:
    rows = {row.article.id: row for row in one_a_page(part)}
    joined: set[tuple[int, ...]] = set()
    asked: set[tuple[int, ...]] = set()
    for seed in range(4):
        drawn = random.Random(seed)
        new = {i for i in rows if drawn.random() < 0.5}
        week = [rows[i].article for i in rows if i in new]
        before = [rows[i].article for i in rows if i not in new]
        for story in stories(week, before=before):
            ids = [article.id for article in story.articles]
            joined |= {tuple(sorted((a, b))) for a in ids for b in ids if (a in new) > (b in new)}
        asked |= {tuple(sorted((a, b))) for a in new for b in rows.keys() - new}
    one = {(a, b) for a, b in asked if rows[a].label == rows[b].label}
    wrong = [(a, b) for a, b in joined if rows[a].event != rows[b].event]
    assert len(joined & one) >= 0.9 * len(one) > 0
    assert len(wrong) <= 0.02 * len(joined)
