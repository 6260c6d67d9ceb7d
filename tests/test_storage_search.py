"""Search finds what stands there, ranks it, and its index never parts from the articles."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from storage import articles, preferences, search, sources, tags
from storage.database import connect
from storage.records import Article, Source
from tests.factories import NOW, article

Found = list[str]


def add(db: Database, number: int, title: str, text: str = "") -> Article:
    return article(db, number, title=title, text=text)


def titles(db: Database, query: str, **paging: int) -> Found:
    return [hit.article.title for hit in search.search(db, query, **paging)]


@pytest.fixture
def library(db: Database) -> Database:
    """A few articles to be found."""
    add(db, 1, "推論の高速化", "大規模言語モデルの推論を速くする。GPT-4oのAPIも扱う。")
    add(db, 2, "要約の評価", "要約の良し悪しを測る。推論には触れない。Open AI と書く。")
    add(db, 3, "脳の話", "株価。𠮷野家のＡＩ活用。ｶﾞｲﾄﾞ。openaiとも書く。")
    add(db, 4, "English only", "Transformers transform inference. AIは強い。AI。は弱い。")
    return db


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("推論", ["推論の高速化", "要約の評価"]),
        ("論", ["推論の高速化", "要約の評価"]),
        ("速", ["推論の高速化"]),
        ("脳", ["脳の話"]),
        ("価", ["脳の話", "要約の評価"]),  # at the end of a run, and inside one
        ("言語モデル", ["推論の高速化"]),
        ("大規模言語モデルの推論を速くする", ["推論の高速化"]),
        ("論推", []),
        ("ガイド", ["脳の話"]),
        ("𠮷野", ["脳の話"]),
        ("transform", ["English only"]),
        ("TRANSFORMERS", ["English only"]),
        ("former", []),
        ("gpt", ["推論の高速化"]),
        ("GPT-4", ["推論の高速化"]),
        ("gpt 4o", ["推論の高速化"]),
        ('"gpt 4"', []),
        ('"gpt 4o"', ["推論の高速化"]),
        ("4oのAPI", ["推論の高速化"]),
        ("4oのap", ["推論の高速化"]),
        ("AIは", ["English only"]),
        ("AI活用", ["脳の話"]),
        ('"open ai"', ["要約の評価"]),
        ("openai", ["脳の話"]),
        ("推論 要約", ["要約の評価"]),
        ("推論 -要約", ["推論の高速化"]),
        ("-推論", []),
        ("　推論　", ["推論の高速化", "要約の評価"]),
        ("存在しない", []),
        ("", []),
    ],
)
def test_what_is_found(library: Database, query: str, found: Found) -> None:
    assert sorted(titles(library, query)) == sorted(found)


def test_a_title_outweighs_a_text_and_scores_fall(db: Database) -> None:
    add(db, 1, "別の話", "推論 " * 3 + "ほかの言葉を並べて長くした本文である。" * 5)
    add(db, 2, "推論の話", "ほかの言葉を並べて長くした本文である。" * 5)
    for number in range(3, 30):
        add(db, number, f"無関係{number}", "ほかの言葉を並べて長くした本文である。" * 5)
    hits = search.search(db, "推論")
    assert [hit.article.title for hit in hits] == ["推論の話", "別の話"]
    assert hits[0].score > hits[1].score > 0


def test_an_excluded_word_in_which_scripts_meet_excludes_no_more(db: Database) -> None:
    add(db, 1, "AIの推論")
    add(db, 2, "AI。の推論")
    assert titles(db, "推論 -AIの") == ["AI。の推論"]
    article(db, 3, title="推論とAI。の話", kind="paper")
    assert set(titles(db, "-AIの kind:paper")) == {"推論とAI。の話"}


def test_a_hit_is_light_and_marked(library: Database) -> None:
    hit, *_ = search.search(library, "推論")
    stored = articles.get(library, hit.article.id)
    assert hit.article == replace(stored, text="")
    assert [hit.snippet[a:b] for a, b in hit.spans] == ["推論"]
    assert [hit.article.title[a:b] for a, b in hit.title_spans] == ["推論"]


def test_pages_join_to_the_whole_list(db: Database) -> None:
    for number in range(45):
        add(db, number, f"推論{number}", "推論の話 " * (number % 7))
    whole = titles(db, "推論", limit=100)
    assert len(set(whole)) == 45
    for query in ("推論", "推論 の", "推"):
        whole = titles(db, query, limit=100)
        pages = [t for n in range(0, 50, 10) for t in titles(db, query, limit=10, offset=n)]
        assert pages == whole
    assert titles(db, "推論", limit=0) == titles(db, "推論", limit=-1) == []
    assert len(titles(db, "推論", limit=5, offset=-3)) == 5


def test_a_word_in_every_text_still_finds_every_text(db: Database) -> None:
    count = search.CANDIDATES + 50
    with db.atomic():
        for number in range(count):
            add(db, number, f"話{number}", "推論する" + "。推論" * (number % 3))
    found = search.search(db, "推論", limit=count + 10)
    assert sorted(hit.article.id for hit in found) == list(range(1, count + 1))
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert len(search.search(db, "推", limit=count + 10)) == count


def test_only_those_within_are_found(library: Database) -> None:
    wanted = {hit.article.id for hit in search.search(library, "要約")}
    found = search.search(library, "推論", within=wanted)
    assert [hit.article.title for hit in found] == ["要約の評価"]
    assert search.search(library, "推論", within=frozenset()) == ()


HOSTILE = [
    '"',
    "'",
    "* * *",
    "NEAR(a b, 3)",
    "title:推論",
    "a AND",
    "NOT",
    "(",
    "^推論",
    "推論*",
    "-" * 99,
]
HOSTILE += [
    "; DROP TABLE articles; --",
    "\x00",
    "\ud800推論",
    "推論 " * 500,
    "推" * 5000,
    '"' * 501,
]
HOSTILE += [
    "a" * 100_000,
    "{title}: x",
    "col : y",
    "推論 -",
    '-"',
    "%_",
    "\\",
    "[[",
    "a b c d " * 60,
]


@pytest.mark.parametrize("query", HOSTILE)
def test_no_query_is_an_error(library: Database, query: str) -> None:
    assert len(search.search(library, query)) <= 4


@given(st.text(max_size=40))
@example("推論 \ud800")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_an_error(library: Database, query: str) -> None:
    assert len(search.search(library, query)) <= 4


def test_japanese_is_found_exactly_where_it_stands(db: Database) -> None:
    rng = random.Random(7)
    alphabet = "推論要約学習のをモデル、。 aX4-"
    texts = {}
    for number in range(300):
        title = "".join(rng.choices(alphabet, k=rng.randint(1, 8)))
        text = "".join(rng.choices(alphabet, k=rng.randint(0, 40)))
        texts[add(db, number, title, text).id] = (title, text)
    for _ in range(300):
        word = "".join(rng.choices("推論要約学習のをモデル", k=rng.randint(1, 5)))
        there = {i for i, pair in texts.items() if any(word in part for part in pair)}
        assert {hit.article.id for hit in search.search(db, word, limit=999)} == there, word


def _index(db: Database) -> list[tuple[object, ...]]:
    db.conn.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, search_index, instance)")
    rows = [tuple(r) for r in db.conn.execute("SELECT * FROM temp.v ORDER BY doc, col, offset")]
    db.conn.execute("DROP TABLE temp.v")
    return rows


def test_the_index_stays_one_with_the_articles_through_updates(db: Database) -> None:
    rng = random.Random(3)
    words = ["推論", "要約", "GPT-4", "の", "ｶﾞｲﾄﾞ", "e\u0301", "𠮷", "\ud800", "・", "x_y", "…", "İ"]
    for step in range(300):
        number = rng.randrange(40)
        fresh = Article(
            url=f"https://a.jp/{number}",
            url_key=f"https://a.jp/{number}",
            title="".join(rng.choices(words, k=3)),
            text="".join(rng.choices(words, k=rng.randrange(12))),
            text_chars=rng.randrange(9),
            text_origin=rng.choice(["feed", "page"]),
            first_seen_at=NOW + timedelta(seconds=step),
        )
        stored, _ = articles.save(db, fresh)
        articles.set_memo(db, stored.id, "推論のメモは探されない")
    before = _index(db)
    assert before
    search.rebuild(db)
    assert _index(db) == before
    db.conn.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')")


def test_an_index_of_another_version_is_built_anew_by_the_next_writer(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    db = connect(path)
    add(db, 1, "推論の話")
    good = _index(db)
    db.conn.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    db.close()
    assert titles(connect(path), "推論") == []  # same version: trusted
    preferences.put(connect(path), "search_version", 0)
    db = connect(path)
    assert titles(db, "推論") == ["推論の話"]
    assert _index(db) == good
    assert search.refresh(db) is False


@pytest.fixture
def narrowed(db: Database) -> Database:
    """Articles of two sources, kinds and weeks, one of them tagged."""
    source = sources.add(db, Source(url="https://www.theverge.com/rss", title="The Verge"))
    add(db, 1, "推論の高速化", "推論を速くする。")
    article(db, 2, title="推論の論文", text="推論の論文。", kind="paper", week="2026-W46",
            authors=("Étienne Martin",))  # fmt: skip
    article(
        db,
        3,
        title="推論と要約",
        text="推論と要約。",
        source_id=source.id,
        url="https://blog.example.jp/a/b",
        authors=("Sato Hanako",),
    )
    tags.put(db, 1, ["あとで 読む", "ＬＬＭ"], now=NOW)
    return db


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("推論 kind:paper", {"推論の論文"}),
        ("推論 kind:論文", {"推論の論文"}),
        ("推論 -kind:paper", {"推論の高速化", "推論と要約"}),
        ("week:2026-W46", {"推論の論文"}),
        ("推論 week:2026-w4", {"推論の高速化", "推論の論文", "推論と要約"}),
        ('from:"the verge" 推論', {"推論と要約"}),
        ("from:blog.example.jp", {"推論と要約"}),
        ("from:hanako", {"推論と要約"}),
        ("from:a/b", set()),  # the host, not the path
        ("tag:llm", {"推論の高速化"}),
        ("tag:#llm", set()),
        ("-from:theverge", {"推論の高速化", "推論の論文"}),  # what has no source is not of it
        ("-from:theverge 推論 -kind:paper", {"推論の高速化"}),
        ("from:étienne", {"推論の論文"}),
        ("from:ÉTIENNE", {"推論の論文"}),
        ("tag:あとで-読む 推論", {"推論の高速化"}),
        ("kind:paper kind:article 要約", {"推論と要約"}),
        ("kind:paper tag:llm", set()),
        ("-要約 -kind:paper", {"推論の高速化"}),
        ("kind:nonsense 推論", set()),
        (
            "kind: 推論",
            {"推論の高速化", "推論の論文", "推論と要約"},
        ),  # without a value: no operator
        ("tag:'); DROP TABLE tags;--", set()),
        ("title:推論", set()),
    ],
)
def test_operators_narrow(narrowed: Database, query: str, found: set[str]) -> None:
    assert set(titles(narrowed, query)) == found


def test_narrowed_results_are_paged_without_gaps(db: Database) -> None:
    for n in range(30):
        article(db, n, title=f"推論 {n}", text="", kind="paper" if n % 3 else "post")
    pages = [titles(db, "推論 kind:paper", limit=7, offset=start) for start in range(0, 28, 7)]
    assert [len(page) for page in pages] == [7, 7, 6, 0]
    assert len({title for page in pages for title in page}) == 20


def test_thousands_of_operators_are_no_error(narrowed: Database) -> None:
    for one in ("from:a", "-from:b", "kind:c", "tag:d", "week:2026"):
        query = " ".join(f"{one}{n}" for n in range(3000))
        assert (
            search.search(narrowed, query) == search.search(narrowed, f"推論 {query}") or "-" in one
        )


@given(query=st.text(max_size=40))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_operator_is_an_error(narrowed: Database, query: str) -> None:
    for asked in (query, f"from:{query}", f'-tag:"{query}', f"week:{query} kind:{query}"):
        assert len(search.search(narrowed, asked)) <= 3
