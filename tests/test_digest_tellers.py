"""Who tells a story: its origin, reports of their own, reposts."""

from __future__ import annotations

from typing import Any

import pytest

from digest.canonical import url_key
from digest.select import rank
from digest.tellers import told_by
from storage.records import Article, Story
from tests.test_digest_select import WEEK, article

PROSE = (
    "{0}社は{1}日、新しい推論モデルを公開した。従来より{2}倍速く、費用は{3}割下がるという。"
    "同社の担当者は「{4}の用途を想定している」と話す。提供は{5}月に始まり、料金は{6}円からになる。"
)


def words(n: int) -> str:
    return "".join(PROSE.format(*(f"{n * 31 + k * 7 + m}" for k in range(7))) for m in range(4))


def at(n: int, url: str, **fields: Any) -> Article:
    return article(
        n,
        n,
        **(
            {"url": url, "url_key": url_key(url) if "[" not in url else url, "text": words(n)}
            | fields
        ),
    )


def told(*articles: Article) -> Story:
    return Story(f"a{articles[0].id}", articles[0], articles[1:])


VENDOR = at(1, "https://openai.com/blog/new")
PAPER = at(2, "https://arxiv.org/abs/2611.00001", kind="paper")
REPO = at(3, "https://github.com/acme/model")
NEWS = [at(10 + n, f"https://paper{n}.example/ai") for n in range(5)]
POSTS = [
    at(20, "https://x.com/ann/status/1", kind="post"),
    at(21, "https://www.reddit.com/r/LocalLLaMA/1"),
    at(22, "https://news.ycombinator.com/item?id=1"),
    at(23, "https://news.yahoo.co.jp/articles/1"),
    at(24, "https://bsky.app/profile/b/post/1", kind="post"),
    at(25, "https://old.reddit.com/r/other/1"),
]


@pytest.mark.parametrize("origin", [VENDOR, PAPER, REPO], ids=["vendor", "paper", "repository"])
def test_an_origin_and_a_report_say_more_than_five_reposts(origin: Article) -> None:
    share, why = told_by(told(origin, NEWS[0]))
    assert why == "2つの情報源が伝えている(一次情報1、独自の記事1)"
    assert share > told_by(told(*POSTS[:5]))[0] > 0
    assert share > told_by(told(origin, *POSTS))[0]


def test_a_copy_is_no_report_of_its_own() -> None:
    first = NEWS[0]
    copies = [at(40 + n, f"https://copy{n}.example/pr", text=first.text + "以上") for n in range(5)]
    share, why = told_by(told(first, *copies))
    assert why == "6つの情報源が伝えている(独自の記事1、転載や投稿5)"
    assert share < told_by(told(VENDOR, first))[0]
    assert share < told_by(told(*NEWS[:3]))[0]


def test_who_is_linked_to_is_the_origin() -> None:
    page = at(50, "https://unknown.example/product")
    report = at(
        51, "https://news.example/1", links=("https://unknown.example/product?utm_source=x",)
    )
    assert "一次情報1、独自の記事1" in told_by(told(page, report))[1]
    pointed = at(52, "https://www.reddit.com/r/a/2", links=(page.url,))
    assert "独自の記事1、転載や投稿1" in told_by(told(page, pointed))[1]  # a post cites anything


def test_one_teller_is_counted_once() -> None:
    again = [at(60 + n, f"https://paper0.example/ai/{n}") for n in range(5)]
    assert told_by(told(NEWS[0], *again)) == (0.0, "")
    zenn = [at(70 + n, f"https://zenn.dev/author{n}/articles/1") for n in range(3)]
    assert told_by(told(*zenn))[1].startswith("3つの")
    same = [at(80 + n, f"https://zenn.dev/ann/articles/{n}") for n in range(3)]
    assert told_by(told(*same)) == (0.0, "")


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_more_reports_never_say_less(count: int) -> None:
    fewer, more = told(*NEWS[:count]), told(*NEWS[: count + 1])
    assert told_by(fewer)[0] <= told_by(more)[0] <= 1


def test_the_order_of_the_others_does_not_matter() -> None:
    one, other = told(VENDOR, *NEWS, *POSTS), told(VENDOR, *POSTS, *reversed(NEWS))
    assert told_by(one) == told_by(other)


def test_hostile_addresses_are_no_tellers_of_note() -> None:
    odd = [at(90, "javascript:alert(1)"), at(91, "https://[::bad"), at(92, "", text="")]
    share, why = told_by(told(*odd, at(93, "https://fine.example/", links=("http://[::", ""))))
    assert 0 <= share <= 1
    assert why


def test_the_reason_stands_on_the_pick() -> None:
    (pick,) = rank([told(VENDOR, NEWS[0])], week=WEEK, limit=1, weights={}).picks
    assert "2つの情報源が伝えている(一次情報1、独自の記事1)" in pick.reasons
