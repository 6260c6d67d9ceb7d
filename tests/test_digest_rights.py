"""Rights and limits of quotation: what counts as open, what a person chooses, what is shown."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from digest.check import quotation
from digest.collect.wishes import configured
from digest.errors import UsageError
from digest.rights import STRICT, USUAL, is_open, most_quoted
from pages import ARTICLES, SOURCES
from pages.shared import article_view, rights_view, source_view
from storage import articles, sources
from storage.database import connect
from storage.records import Article, Claim, Section, Source, Summary
from tests import factories as make
from tests.conftest import NOW
from tests.screens import html_of, open_screen
from tests.test_digest_worker import given

BY = "https://creativecommons.org/licenses/by/4.0/"
TEXT = "朝霧研究所は十一月の終わりに、長い文書を三つに分けて読む新しい方法を公開し、" * 8


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        (BY, True),
        ("http://creativecommons.org/licenses/by/3.0/jp/", True),
        ("https://creativecommons.org/publicdomain/zero/1.0/", True),
        ("CC BY 4.0", True),
        ("CC-BY", True),
        ("Licensed under Creative Commons Attribution 4.0", True),
        ("CC0", True),
        ("このブログは CC0 です", True),
        ("Public Domain", True),
        ("パブリックドメイン", True),
        ("https://creativecommons.org/licenses/by-nc/4.0/", False),
        ("https://creativecommons.org/licenses/by-sa/4.0/", False),
        ("https://creativecommons.org/licenses/by-nd/4.0/", False),
        ("CC BY-NC 4.0", False),
        ("CC BY SA 4.0", False),
        ("Creative Commons Attribution-ShareAlike", False),
        ("Creative Commons Attribution NonCommercial", False),
        ("This is not public domain", False),
        ("© 2026 a.example. All rights reserved.", False),
        ("", False),
    ],
)
def test_open_licences_are_known(rights: str, expected: bool) -> None:
    assert is_open(rights) is expected


@pytest.mark.parametrize(
    ("terms", "rights", "expected"),
    [
        ("", "", USUAL),
        ("strict", BY, STRICT),
        ("open", "© all rights reserved", None),
        ("150", BY, 150),
        ("", BY, None),
        (BY, "", None),  # its source's licence
        (BY, "© all rights reserved", USUAL),  # the article's own words come first
        ("© us", BY, None),
        ("© us", "", USUAL),
    ],
)
def test_the_person_comes_first_then_the_article_then_its_source(terms, rights, expected) -> None:
    assert most_quoted(Article(terms=terms, rights=rights)) == expected


def copied(article: Article, chars: int) -> bool:
    claim = Claim(f"要するに{article.text[:chars]}", ())
    summary = Summary(method="model", sections=(Section("", (claim,)),))
    return bool(quotation.check(summary, [article]))


@pytest.mark.parametrize(
    ("terms", "most"), [("", 60), ("strict", 30), ("100", 100), ("open", 250), (BY, 250)]
)
def test_the_check_goes_by_the_source(terms: str, most: int) -> None:
    article = Article(text=TEXT, terms=terms)
    assert not copied(article, most)
    assert copied(article, most + 5) is (most < 250)


def test_each_source_has_its_own_limit() -> None:
    own, other = Article(text=TEXT[:200], terms="open"), Article(text=TEXT[:40])
    claim = Claim(TEXT[:200], ())
    summary = Summary(method="model", sections=(Section("", (claim,)),))
    assert quotation.check(summary, [own, other]) == ()
    assert quotation.check(summary, [own, replace(other, text=TEXT[:150])])


def test_what_is_chosen_counts_at_once_and_is_not_stored_with_the_article(db: Database) -> None:
    source = sources.add(db, Source(url="https://a.example/feed", kind="feed"))
    article = make.article(db, source_id=source.id, text=TEXT)
    for chosen, rights, expected in (
        ("", "", ""),
        ("", BY, BY),
        ("strict", BY, "strict"),
        ("250", "", "250"),
    ):
        after = configured(replace(source, rights=rights), {"quotation": chosen, "points": "5"})
        sources.save(db, after)
        assert articles.get(db, article.id).terms == expected
        assert articles.get_many(db, [article.id])[0].terms == expected
        assert articles.of_week(db, article.week)[0].terms == expected
    articles.save(db, articles.get(db, article.id))
    sources.delete(db, source.id)
    assert articles.get(db, article.id).terms == ""


def test_nothing_is_read_anew_for_a_limit() -> None:
    before = Source(id=1, url="https://a.example/", kind="page", etag="e", seen=("x",), due_at=NOW)
    before = replace(before, settings=(("selector", "a"),))
    after = configured(before, {"selector": "a", "quotation": "open"})
    assert (after.etag, after.seen, after.due_at) == ("e", ("x",), NOW)
    assert dict(after.settings)["quotation"] == "open"
    assert configured(after, {"selector": "b", "quotation": "open"}).etag == ""


@pytest.mark.parametrize("value", ["9", "10001", "-3", "much", "1e3", "９０", "x" * 300])
def test_a_limit_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match="no limit of quotation"):
        configured(Source(url="https://a.example/f"), {"quotation": value})


def test_the_command_line_sets_it(tmp_path: Path) -> None:
    added = given(
        tmp_path, "sources", "add", "https://a.example/f", "--kind", "feed", "--quotation", "open"
    )
    assert added["settings"] == {"quotation": "open"}
    number = str(added["id"])
    assert given(tmp_path, "sources", "set", number, "--quotation", "90")["settings"] == {
        "quotation": "90"
    }
    assert given(tmp_path, "sources", "set", number, "--quotation", "")["settings"] == {}


@pytest.mark.parametrize(
    ("rights", "shown"),
    [
        (BY, f'href="{BY}"'),
        (BY, ">CC BY 4.0<"),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/", ">CC BY-NC-SA 4.0<"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", ">CC0<"),
        ("https://a.example/terms", ">https://a.example/terms<"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("<b>©</b>", "&lt;b&gt;"),
    ],
)
def test_rights_are_shown_with_the_article_and_the_source(rights: str, shown: str) -> None:
    assert shown in article_view.body(Article(rights=rights))
    assert shown in article_view.body(Article(terms=rights))
    assert shown in source_view.facts(Source(url="https://a.example/", rights=rights), 0, NOW)
    assert "<b>" not in rights_view.stated(rights)
    assert 'href="javascript' not in rights_view.stated(rights)


@pytest.mark.parametrize("terms", ["", "strict", "open", "120"])
def test_a_limit_is_no_right(terms: str) -> None:
    assert "権利表示" not in article_view.body(Article(terms=terms))


def test_the_limit_is_chosen_on_the_source_pane(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = connect(home / "digest.db")
    source = sources.add(db, Source(url="https://a.example/feed", kind="feed", rights=BY))
    article = make.article(db, source_id=source.id)
    at = open_screen(monkeypatch, home, SOURCES, item=str(source.id))
    assert "CC BY 4.0" in html_of(at)
    box = at.selectbox(key=f"setting_{source.id}_quotation")
    assert box.options[0] == "既定(権利表示により制限なし)"
    assert rights_view.limit("") == f"既定({USUAL}字まで)"
    box.set_value("strict")
    next(b for b in at.button if b.label == "保存").click().run()
    assert sources.get(db, source.id).settings == (("quotation", "strict"),)
    assert f"厳しく({STRICT}字まで)" in html_of(at)
    assert "権利表示" not in html_of(open_screen(monkeypatch, home, ARTICLES, item=str(article.id)))
    sources.save(db, replace(source, settings=()))
    told = html_of(open_screen(monkeypatch, home, ARTICLES, item=str(article.id)))
    assert "権利表示" in told
    assert json.dumps(BY) in told
