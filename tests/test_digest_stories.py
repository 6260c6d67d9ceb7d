"""Stories of a labelled set, and what keeps look-alikes apart. The set: tests/data/stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bench.stories import PARTS, labelled, measure, ours
from digest.canonical import any_language, site_slug, url_key
from digest.similarity import is_own_account, is_template, numbers_agree, title_keys, without_site
from digest.stories import stories
from storage.records import Article

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LINE = "Quillmoor の新しい装置は、書かれた文を読み上げる前に要点を一行で示す。"


def article(n: int, title: str, url: str = "", **fields: object) -> Article:
    url = url or f"https://site{n}.example/a/{n}"
    base = {"id": n, "source_id": n, "url": url, "url_key": url_key(url), "title": title,
            "language": "ja", "published_at": NOW - timedelta(hours=n)}  # fmt: skip
    return Article(**(base | fields))  # type: ignore[arg-type]


def together(*articles: Article) -> bool:
    return len(stories(articles)) == 1


@pytest.mark.parametrize("part", PARTS)
def test_the_labelled_set_is_grouped_as_a_reader_labelled_it(part: str) -> None:
    """Floors at the aim; what was measured is in docs/benchmarks.md."""
    rows = labelled(part)
    found = measure(rows, ours([row.article for row in rows]))
    assert found["all"]["precision"] >= 0.98
    for group in ("all", "ja", "en", "en-ja")[: 1 if part == "fresh" else 4]:
        assert found[group]["recall"] >= 0.9, group


def test_both_halves_hold_every_kind_of_pair() -> None:
    for half in PARTS[:2]:
        rows = labelled(half)
        assert {row.article.language for row in rows} == {"ja", "en"}
        assert {row.natural for row in rows} == {True, False}
    assert len(labelled()) == sum(len(labelled(part)) for part in PARTS) == 637


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://openai.com/ja-JP/index/harness/", "https://openai.com/index/harness/"),
        ("https://docs.anthropic.com/ja/docs/x", "https://docs.anthropic.com/en/docs/x"),
        ("https://www.apple.com/jp/newsroom/x/", "https://www.apple.com/newsroom/x/"),
        ("https://blog.google/intl/ja-jp/x/y/", "https://blog.google/x/y/"),
    ],
)
def test_a_page_has_one_key_in_all_languages(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)
    assert any_language(url_key(one)) == any_language(url_key(other))


def test_a_publisher_keeps_the_last_part_of_an_address() -> None:
    keys = [
        "aws.amazon.com/jp/blogs/news/models-now-on-aws",
        "aws.amazon.com/blogs/aws/models-now-on-aws",
    ]
    assert site_slug(keys[0]) == site_slug(keys[1]) == "amazon/models-now-on-aws"
    assert site_slug("blogs.nvidia.co.jp/blog/a-b-c-d") == "nvidia/a-b-c-d"
    assert site_slug("example.com/news/july-update") == ""
    assert site_slug("") == ""


def test_an_archived_page_is_the_page() -> None:
    page = "https://prtimes.jp/main/html/rd/p/000000002.000113283.html"
    assert url_key(f"https://web.archive.org/web/20250808050953/{page}") == url_key(page)
    assert url_key("https://web.archive.org/web/") == "web.archive.org/web"


def test_a_publishers_translation_is_the_same_article() -> None:
    original = article(
        1, "A taxonomy of guard rails", "https://cloud.example.com/blog/rails", language="en"
    )
    version = article(2, "ガードレールの分類", "https://cloud.example.com/blog/ja/rails")
    (story,) = stories([original, version])
    assert story.reason == "同じ記事の別の言語版"
    same_language = replace(version, language="en")
    assert not together(original, same_language)
    late = replace(version, published_at=NOW + timedelta(days=40))
    assert not together(original, late)
    numbered = replace(original, title="15 guard rails"), replace(version, title="25 の分類")
    assert not together(*numbered)


@pytest.mark.parametrize(
    "copied",
    [
        "（ITmedia NEWS） - Yahoo!ニュース",
        " (ITmedia エンタープライズ) - goo ニュース",
        "｜Infoseekニュース",
        " - ライブドアニュース",
        " | MSN",
    ],
)
def test_a_copy_with_the_endings_of_those_who_copied_it(copied: str) -> None:
    title = "新たな攻撃「LegalPwn」が登場　法的文脈の中に命令を埋め込み"
    assert without_site(title + copied) == without_site(title)
    assert together(article(1, title), article(2, title + copied))


def test_what_only_looks_like_an_ending_stays() -> None:
    assert without_site("Ostrel 2 (preview)") == "Ostrel 2 (preview)"
    assert without_site("AI | Z") == "AI | Z"
    assert title_keys("GPT") == ()


@pytest.mark.parametrize(
    "title",
    [
        "生成AIとは？仕組みや活用事例をわかりやすく解説",
        "今週の生成AIニュースまとめ",
        "What is retrieval-augmented generation?",
        "Product updates: July 2025",
        "ICML 2025 参加レポート",
    ],
)
def test_titles_that_anybody_gives_join_nothing_by_themselves(title: str) -> None:
    assert is_template(title)
    assert not together(article(1, title), article(2, title))
    assert not together(
        article(1, title, text=LINE), article(2, title, text="別の会社の三つの事例から学ぶ。" * 2)
    )
    assert together(article(1, title, text=LINE), article(2, title, text=LINE))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Critical flaw in Cursor lets attackers run code via MCP", "Critical flaw in Windsurf lets attackers run code via MCP"),
        ("Google takes Gemini 3.6 Flash and 3.5 Cyber to robots", "Google takes Gemini 3.5 Cyber to robots"),
        ("Patch release 4.55.1 of the Transformers", "Patch release 4.55.2 of the Transformers"),
        ("Building AI agents for financial services", "Building AI agents in finance for services"),
    ],
)  # fmt: skip
def test_titles_that_differ_in_what_they_name_stay_apart(one: str, other: str) -> None:
    lower = [article(n, w, language="en") for n, w in ((8, "building of agents"), (9, "critical"))]
    found = stories([article(1, one, language="en"), article(2, other, language="en"), *lower])
    assert len(found) == 4


def test_where_a_thing_arrives_later_is_no_launch_of_it() -> None:
    launch = article(1, "OpenAI、「Ostrel-6」を発表")
    arrival = article(2, "Ostrel-6、GitHub Copilotで提供開始")
    other = article(3, "新モデル「Ostrel-6」登場")
    assert together(launch, other)
    assert not together(launch, arrival)


def test_a_release_candidate_is_no_beta() -> None:
    assert not numbers_agree("PostGIS 3.5.0rc1", "PostGIS 3.5.0beta1")
    assert numbers_agree("PostGIS 3.5.0", "PostGIS 3.5.0 is out")


def test_one_boilerplate_under_two_titles_is_two_stories() -> None:
    text = " ".join(f"Every {n * 37} days we bring {n * 91} people on air." for n in range(20))
    one = article(1, "Meta and a deal gone wrong", text=text, language="en", source_id=5)
    two = article(2, "Does he believe in robots", text=text, language="en", source_id=5)
    assert not together(one, two)
    assert together(one, replace(two, source_id=6))
    near = replace(two, text=text.replace("people", "guests", 1))
    assert not together(one, near)
    assert together(one, replace(near, source_id=6))


def test_a_trial_that_links_to_the_news_is_not_the_news() -> None:
    url = "https://vendor.example/blog/introducing-ostrel-2"
    post = article(1, "Introducing Ostrel 2", url, language="en")
    assert together(post, article(2, "Vendor、新モデル「Ostrel 2」を公開", links=(url,)))
    assert is_own_account("Ostrel 2をローカル環境で動かしてみた")
    assert not together(post, article(3, "Ostrel 2をローカル環境で動かしてみた", links=(url,)))


def test_a_link_to_a_translation_is_a_link_to_the_page() -> None:
    post = article(1, "Introducing Ostrel 2", "https://vendor.example/blog/ostrel-2", language="en")
    news = article(2, "「Ostrel 2」を公開", links=("https://vendor.example/ja-JP/blog/ostrel-2",))
    assert together(post, news)


def test_a_text_that_begins_with_another_title_tells_of_it() -> None:
    post = article(
        1,
        "Fuel your work",
        text="Introducing Veo 3 and Imagen 4, and a new tool called Flow.",
        language="en",
    )
    link = article(2, "Veo 3 and Imagen 4, and a new tool called Flow", language="en")
    (story,) = stories([post, link])
    assert story.reason == "一方の題名で始まる"
    third = article(3, "Introducing Veo 3 and Imagen 4 for teachers", language="en")
    roundup = replace(
        post, id=4, source_id=4, title="Links", text=f"{link.title}. {third.title}. More."
    )
    assert len(stories([link, third, roundup])) == 3


def test_an_announcement_of_one_name_in_two_languages() -> None:
    one = article(1, "Cognition, maker of Devin, acquires Windsurf", language="en")
    two = article(2, "Windsurf、Devinの開発元Cognitionに買収される。破談の末に")
    (story,) = stories([one, two])
    assert story.reason == "同じ発表(cognition、devin、windsurf)"
    assert not together(one, replace(two, published_at=NOW - timedelta(days=6)))
    assert not together(one, replace(two, title="Windsurfの開発元Cognitionが新機能を公開"))
