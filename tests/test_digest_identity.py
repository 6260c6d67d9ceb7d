"""What is one and the same: URLs, ids, texts, stories."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.canonical import page_id, work_id
from digest.identity import content_hash, external_id, stories, to_article, url_key
from digest.similarity import containment, likeness, numbers_agree, shingles, sketch
from storage.records import Article, Entry, Story
from storage.weeks import week_of
from tests.conftest import NOW

# ---------------------------------------------------------------------- canonical URLs

SAME = [
    ["https://www.example.org/a/b", "http://example.org/a/b/", "https://m.example.org/a/b/index.html",
     "https://EXAMPLE.org:443/a//b?utm_source=x&utm_medium=rss&fbclid=1#top",
     "https://amp.example.org/a/b", "https://example.org/a/b/amp/", "https://example.org/a/b?amp=1",
     "https://www.google.com/amp/s/example.org/a/b", "https://example-org.cdn.ampproject.org/c/s/example.org/a/b"],
    ["https://example.org/?b=2&a=1", "https://example.org?a=1&b=2&gclid=x"],
    ["https://example.org/%E6%97%A5%E6%9C%AC?q=%e3%81%82", "https://example.org/日本?q=あ"],
    ["https://xn--wgv71a119e.jp/x", "https://日本語.jp/x"],
    ["https://example.org/a%7Eb", "https://example.org/a~b"],
    ["https://arxiv.org/abs/2611.01234", "http://arxiv.org/pdf/2611.01234v3", "https://www.arxiv.org/html/2611.01234v1",
     "https://export.arxiv.org/abs/2611.01234v2", "https://arxiv.org/pdf/2611.01234.pdf"],
    ["https://arxiv.org/abs/cs/0101001", "https://arxiv.org/abs/cs/0101001v2"],
    ["https://x.com/a/status/123", "https://twitter.com/a/status/123?s=20", "https://mobile.twitter.com/b/status/123",
     "https://x.com/i/web/status/123"],
    ["https://www.youtube.com/watch?v=abcdefghijk&t=3", "https://youtu.be/abcdefghijk", "https://m.youtube.com/shorts/abcdefghijk"],
    ["https://youtu.be/abcdefghijk", "https://www.youtube.com/v/abcdefghijk", "https://music.youtube.com/watch?v=abcdefghijk"],
    ["https://x.com/a/status/123", "http://twitter.com/a/statuses/123", "https://twitter.com/#!/a/status/123",
     "https://xcancel.com/a/status/123"],
    ["https://arxiv.org/abs/2611.01234", "https://browse.arxiv.org/html/2611.01234v1", "https://arxiv.org/abs/arXiv:2611.01234v2"],
    ["https://arxiv.org/abs/math/0309136", "https://arxiv.org/abs/math.GT/0309136", "https://arxiv.org/pdf/math.GT/0309136v2"],
    ["https://example.org/b", "https://example.org/a/../b", "https://example.org/./b/.", "https://example.org/../b"],
    ["https://example.org/a?b=1&c=2", "https://example.org/a?b=1&amp;c=2&amp;utm_source=x"],
    ["https://example.org/a", "https://example.org/a?igsh=1&srsltid=2&gad_source=3&_bhlid=4&hsa_acc=5&__hstc=6&ysclid=7"],
    ["https://example.org/a", "https://example-org.cdn.ampproject.org/v/s/example.org/a?amp_js_v=0.1&usqp=mq331"],
    ["https://en.wikipedia.org/wiki/X", "https://en.m.wikipedia.org/wiki/X"],
]  # fmt: skip


@pytest.mark.parametrize("urls", SAME, ids=lambda urls: urls[0])
def test_addresses_of_one_page_have_one_key(urls: list[str]) -> None:
    assert len({url_key(url) for url in urls}) == 1


DIFFERENT = [
    "https://example.org/a", "https://example.org/A", "https://example.org/a?ref=main", "https://example.org/a?page=2",
    "https://example.org/a?page=3", "https://sub.example.org/a", "https://example.org:8080/a", "https://example.org/a%2Fb",
    "https://example.org/a/b", "https://example.org/", "https://example.com/", "https://example.org/#!/a",
    "https://example.org/amplifier", "https://example.org/amp", "https://example.org/%A4%A2", "https://example.org/%A4%A4",
    "https://example.org/?q=%A4%A2", "https://example.org/?q=%A4%A4", "https://arxiv.org/abs/2611.01234",
    "https://arxiv.org/abs/2611.01235", "https://arxiv.org/list/cs.CL/recent", "https://x.com/a/status/1",
    "https://x.com/a", "https://www.youtube.com/watch?v=abcdefghijk", "https://www.youtube.com/watch?v=Abcdefghijk",
    "https://e.example/?u=https://arxiv.org/abs/2611.01234", "https://huggingface.co/papers/2611.01234",
    "https://github.com/a", "https://github.com/a/amp", "https://example.org/..a",
    "https://notarxiv.org/abs/2611.01234", "https://m.com/x", "https://com/x",
]  # fmt: skip


def test_different_pages_have_different_keys() -> None:
    keys = {url: url_key(url) for url in DIFFERENT}
    assert len(set(keys.values())) == len(DIFFERENT), sorted(keys.items(), key=lambda pair: pair[1])


@pytest.mark.parametrize("code", [0xD800, 0xDFFF, 0xDCFF])
def test_half_a_character_is_no_crash(code: int) -> None:
    half = chr(code)
    for where in (f"https://{half}.example/", f"https://e.example/{half}?q={half}", half):
        assert url_key(where) == url_key(where)


def test_fragments_count_only_where_asked() -> None:
    assert url_key("https://e.example/log#v2") == url_key("https://e.example/log")
    assert url_key("https://e.example/log#v2", fragment=True) == "e.example/log#v2"


@pytest.mark.parametrize(
    "text", ["", "nonsense", "mailto:a@b.c", "http://[", "http:///x", "ftp://e.example/x"]
)
def test_what_is_no_web_address_comes_back(text: str) -> None:
    assert url_key(text) == text


@given(st.text(max_size=80))
def test_keys_are_stable(text: str) -> None:
    url = f"https://example.org/{text}"
    assert url_key(url) == url_key(url)
    assert work_id(text) == work_id(text)


@pytest.mark.parametrize(
    ("url", "guid", "known"),
    [
        ("https://arxiv.org/abs/2611.01234v2", "x", "arxiv:2611.01234"),
        ("https://huggingface.co/papers/2611.01234", "", "arxiv:2611.01234"),
        ("https://e.example/", "oai:arXiv.org:2611.01234v1", "arxiv:2611.01234"),
        ("https://doi.org/10.48550/arXiv.2611.01234", "", "arxiv:2611.01234"),
        ("https://doi.org/10.1000/ABC.1", "", "doi:10.1000/abc.1"),
        ("https://e.example/", "yt:video:abcdefghijk", "youtube:abcdefghijk"),
        ("https://e.example/", "id-1", "id-1"),
        ("https://e.example/", "", ""),
    ],
)
def test_external_ids(url: str, guid: str, known: str) -> None:
    assert external_id(url, guid) == known


def test_a_mirror_is_the_same_work_but_not_the_same_page() -> None:
    assert page_id("https://huggingface.co/papers/2611.01234") == ""
    assert page_id("https://arxiv.org/abs/2611.01234") == "arxiv:2611.01234"


# ---------------------------------------------------------------------- articles


def entry(**fields: object) -> Entry:
    return Entry(
        **({"url": "https://e.example/a?utm_source=x", "title": "題名", "text": "本文"} | fields)
    )  # type: ignore[arg-type]


def test_an_entry_becomes_an_article() -> None:
    when = datetime(2026, 11, 15, 15, 30, tzinfo=UTC)  # Monday in Tokyo
    article = to_article(
        entry(published_at=when, external_id="id", authors=("A",), links=("https://x.example/",)),
        7,
        now=NOW,
    )
    assert (article.source_id, article.url) == (7, "https://e.example/a?utm_source=x")
    assert article.url_key == "e.example/a"
    assert (article.week, article.first_seen_at) == ("2026-W47", NOW)
    assert (article.text_chars, article.text_origin) == (2, "feed")
    assert article.links == ("https://x.example/",)
    assert article.content_hash == content_hash("題名", "本文")
    assert to_article(entry(origin="page"), None, now=NOW).text_origin == "page"
    assert to_article(entry(text=""), None, now=NOW).text_origin == ""


@pytest.mark.parametrize(
    ("published", "week", "kept"),
    [
        (None, "2026-W47", True),
        (datetime(1989, 12, 31, tzinfo=UTC), "2026-W47", False),
        (datetime(2099, 1, 1, tzinfo=UTC), "2026-W47", True),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), "2026-W47", False),
        (NOW + timedelta(hours=60), "2026-W47", True),
        (datetime(2026, 11, 8, 14, 59, tzinfo=UTC), "2026-W45", True),
        (datetime(2026, 11, 8, 15, 0, tzinfo=UTC), "2026-W46", True),
    ],
)
def test_the_week_of_an_article(published: datetime | None, week: str, kept: bool) -> None:
    article = to_article(entry(published_at=published), None, now=NOW)
    assert article.week == week
    assert article.published_at == (published if kept else None)


def test_the_content_hash_is_blind_to_form_only() -> None:
    assert content_hash("ＡＢＣ 題名!", "本 文。") == content_hash("abc題名", "本文")
    assert content_hash("a", "b") != content_hash("b", "a")


# ---------------------------------------------------------------------- likeness

TEXT = " ".join(
    f"word{n} of sentence {n // 7} says something about models number {n * 37 % 101}"
    for n in range(120)
)
OTHER = " ".join(
    f"another {n} story tells of quite different things like {n * 53 % 97}" for n in range(120)
)
JA = "".join(
    f"第{n}の段落では大規模言語モデルの性質を{n * 37 % 101}件の例で説明し、" for n in range(60)
)


@pytest.mark.parametrize("text", [TEXT, JA])
def test_edits_and_boilerplate_leave_texts_alike(text: str) -> None:
    edited = (
        text.replace("sentence 3", "phrase three").replace("第3の", "三番目の")
        + "Read more on our site. 続きを読む"
    )
    a, b = sketch(shingles(text)), sketch(shingles(edited))
    assert likeness(a, b) > 0.7
    assert likeness(a, sketch(shingles(OTHER))) < 0.2
    assert likeness(a, a) == 1.0
    assert likeness((), ()) == 0.0


def test_a_lead_is_contained_in_its_article() -> None:
    assert containment(shingles(TEXT[:400]), shingles(TEXT)) > 0.95
    assert containment(shingles("short"), shingles(TEXT)) == 0.0


def test_numbers_of_titles() -> None:
    assert numbers_agree("GPT-6 is out", "Introducing GPT-6")
    assert numbers_agree("OpenAI raises 40 billion", "OpenAI raises money")
    assert not numbers_agree("Release v1.2.3", "Release v1.2.4")


# ---------------------------------------------------------------------- stories


def article(n: int, title: str, text: str = "", **fields: object) -> Article:
    url = str(fields.pop("url", f"https://site{n}.example/a/{n}"))
    base = {"id": n, "source_id": n, "url": url, "url_key": url_key(url), "title": title, "text": text,
            "language": "en", "first_seen_at": NOW, "published_at": NOW - timedelta(hours=n), "week": week_of(NOW)}  # fmt: skip
    return Article(**(base | fields))  # type: ignore[arg-type]


def story_of(name: str) -> str:
    return " ".join(
        f"{name} {n} does {name[::-1]} in {n * 31 % 89} ways for {name.upper()}" for n in range(60)
    )


def only(*articles: Article) -> Story:
    (story,) = stories(articles)
    return story


def test_every_article_is_in_exactly_one_story() -> None:
    listed = [
        article(n, f"Quite different subject {chr(97 + n) * 5}", OTHER[n * 9 :]) for n in (3, 1, 2)
    ]
    told = stories([listed[0], article(9, "Alone here", "x")])
    assert [story.key for story in told] == ["a3", "a9"]
    assert all(story.reason == "" and story.others == () for story in told)
    assert stories([]) == ()


def test_one_story_told_by_three_sources_is_led_by_the_primary() -> None:
    vendor = "https://vendor.example/blog/introducing-ostrel-2"
    post = article(5, "Introducing Ostrel 2", TEXT, url=vendor)
    news = article(
        2,
        "Vendor、新モデル「Ostrel 2」を公開",
        JA,
        language="ja",
        links=(vendor + "?utm_source=n",),
    )
    blog = article(7, "Ostrel 2 arrives, and the tokenizer is the news", OTHER, links=(vendor,))
    other = article(8, "Something else entirely happened", OTHER[::-1])
    told = stories([news, post, blog, other])
    assert [s.key for s in told] == ["a2", "a8"]
    assert told[0].lead == post
    assert set(told[0].others) == {news, blog}
    assert told[0].reason == "一方が他方を参照"


def test_a_paper_leads_whoever_tells_of_it() -> None:
    arxiv = "https://arxiv.org/abs/2611.01234v1"
    paper = article(
        3,
        "FlashPrune: Pruning in one pass",
        TEXT,
        url=arxiv,
        kind="paper",
        external_id="arxiv:2611.01234",
    )
    mirror = article(
        1, "FlashPrune", "", url="https://huggingface.co/papers/2611.01234", kind="paper"
    )
    blog = article(
        2,
        "FlashPruneの論文を読む",
        JA,
        language="ja",
        links=("https://arxiv.org/pdf/2611.01234v2",),
    )
    story = only(mirror, blog, paper)
    assert (story.lead, story.key) == (paper, "a1")
    assert "同じ論文(arxiv:2611.01234)" in story.reason


def test_two_that_link_to_one_source_outside_are_one_story() -> None:
    link = ("https://vendor.example/news/ostrel-2-launch",)
    one = article(1, "Ostrel 2 launches with longer context", TEXT, links=link)
    two = article(2, "Vendor launches Ostrel 2 in Tokyo", OTHER, links=link)
    assert only(one, two).reason == "同じ一次情報を参照"
    home = ("https://vendor.example/",)
    assert (
        len(
            stories(
                [article(1, one.title, TEXT, links=home), article(2, two.title, OTHER, links=home)]
            )
        )
        == 2
    )


def test_copies_edited_copies_and_leads_are_one_story() -> None:
    assert (
        only(article(1, "Title one two", TEXT), article(2, "Another name", TEXT)).reason
        == "本文が同じ"
    )
    edited = TEXT.replace("sentence 3", "phrase three")
    assert "本文がほぼ同じ" in only(article(1, "Title", TEXT), article(2, "Other", edited)).reason
    lead = only(
        article(1, "A model that reads long documents", TEXT),
        article(2, "A model that reads long documents", TEXT[:250]),
    )
    assert lead.reason == "題名が同じ"


def test_one_title_with_two_texts_is_two_stories() -> None:
    title = "A weekly look at language models"
    assert len(stories([article(1, title, TEXT), article(2, title, OTHER)])) == 2
    assert len(stories([article(1, title, TEXT), article(2, title, "")])) == 2
    news = "Quillmoor opens its language models"
    assert only(article(1, news + " | Site A", TEXT), article(2, news, "")).reason == "題名が同じ"


def test_titles_that_say_the_same_within_days() -> None:
    one = article(1, "Quillmoor raises 300 million dollars for speech models in Kyoto", "")
    two = article(2, "Speech models: Quillmoor raises 300 million dollars in Kyoto", "")
    assert only(one, two).reason == "題名がほぼ同じ"
    late = article(2, two.title, "", published_at=NOW - timedelta(days=6))
    assert len(stories([one, late])) == 2
    own = article(2, two.title, "", source_id=1)
    assert len(stories([one, own])) == 2


def test_releases_with_other_numbers_stay_apart() -> None:
    assert (
        len(stories([article(1, "llama.cpp b4321", TEXT), article(2, "llama.cpp b4322", TEXT)]))
        == 2
    )
    near = TEXT.replace("sentence 3", "phrase three")
    assert len(stories([article(1, "tool v1.2.3", TEXT), article(2, "tool v1.2.4", near)])) == 2


def test_a_roundup_joins_no_story_and_glues_none_together() -> None:
    posts = [
        article(
            n,
            f"Announcing {name} today",
            story_of(name),
            url=f"https://v{n}.example/blog/{name.lower()}-launch",
        )
        for n, name in enumerate(("Alphador", "Betamind", "Gammaray", "Deltaflow", "Epsilo"), 1)
    ]
    links = tuple(post.url for post in posts)
    roundup = article(
        9, "This week: Alphador, Betamind, Gammaray, Deltaflow, Epsilo", TEXT, links=links
    )
    assert len(stories([*posts, roundup])) == 6


def test_one_publisher_tells_its_news_once() -> None:
    first = article(1, "Introducing Ostrel 2", TEXT, url="https://v.example/blog/ostrel-2")
    second = article(
        2,
        "Ostrel 2 at half price",
        OTHER,
        url="https://v.example/blog/half",
        links=(first.url,),
        source_id=1,
    )
    assert len(stories([first, second])) == 2


def test_old_and_new_articles_are_not_one_story() -> None:
    old = article(2, "A model that reads long documents", "", published_at=NOW - timedelta(days=30))
    assert len(stories([article(1, "A model that reads long documents", ""), old])) == 2


def test_grouping_does_not_depend_on_the_order() -> None:
    link = ("https://vendor.example/news/ostrel-2-launch",)
    listed = [
        article(1, "Ostrel 2 launches with longer context", TEXT, links=link),
        article(2, "Vendor launches Ostrel 2 in Tokyo", OTHER, links=link),
        article(3, "Ostrel 2 launches with longer context", TEXT[:250]),
        article(4, "Another matter of the week", TEXT[::-1]),
    ]
    groups = {frozenset(a.id for a in s.articles) for s in stories(listed)}
    assert groups == {frozenset({1, 2, 3}), frozenset({4})}
    assert groups == {frozenset(a.id for a in s.articles) for s in stories(listed[::-1])}


def test_thousands_of_articles_take_seconds() -> None:
    words = [f"term{n * 7919 % 3001}" for n in range(4000)]
    listed = [
        article(n, " ".join(words[n : n + 6]), " ".join(words[n % 500 * 7 % 3000 :][:150]) + str(n))
        for n in range(1, 2001)
    ]
    started = time.monotonic()
    told = stories(listed)
    assert time.monotonic() - started < 30
    assert sum(len(story.articles) for story in told) == 2000


def test_what_a_person_taught_wins_over_evidence() -> None:
    one = Article(
        id=1, url="https://a.example/1", url_key="a.example/1", external_id="arxiv:2611.00001"
    )
    two = Article(
        id=2, url="https://b.example/2", url_key="b.example/2", external_id="arxiv:2611.00001"
    )
    other = Article(id=3, url="https://c.example/3", url_key="c.example/3", title="別の話")

    def grouped(taught: dict[tuple[int, int], bool]) -> list[set[int]]:
        return [{a.id for a in story.articles} for story in stories((one, two, other), taught)]

    assert grouped({}) == [{1, 2}, {3}]
    assert grouped({(1, 2): False}) == [{1}, {2}, {3}]
    assert grouped({(2, 3): True}) == [{1, 2, 3}]
    assert grouped({(2, 3): True, (1, 3): False}) == [{1}, {2, 3}]  # not by way of a third
    assert grouped({(8, 9): True}) == [{1, 2}, {3}]
    (joined,) = (s for s in stories((one, two, other), {(1, 3): True, (1, 2): False}) if s.others)
    assert joined.reason == "人がまとめた"
