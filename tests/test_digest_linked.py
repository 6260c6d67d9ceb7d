"""A primary source that a story only links to: proposed where it is sure, never invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from digest import building
from digest.compose import compose
from digest.export import ExportOptions, export
from digest.issue import apply_edits
from digest.linked import WHY, linked, links
from digest.plan import Plan
from digest.summarize.extractive import extractive
from storage import digests
from storage.records import Article, Item, Pick, Story
from tests import factories as make
from tests.conftest import NOW
from tests.zenn_check import check

ARXIV = "https://arxiv.org/abs/2611.01234?utm_source=x"
POST = Article(
    id=1, url="https://x.com/a/status/1", title="新しい論文", kind="post", links=(ARXIV,)
)


def article(*links: str, title: str = "話題", **fields: object) -> Story:
    given = {"id": 1, "url": "https://news.example/1", "text": "本文。", "links": links}
    return Story("a1", Article(title=title, **(given | fields)))  # type: ignore[arg-type]


GITHUB = "https://github.com/itowa/tsugumi-serve"
NEWS = "https://www.anthropic.com/news/claude-text-watermark"
FOUND = [
    (Story("a1", POST), ARXIV),
    (article(ARXIV, title="4ビット量子化の論文が公開"), ARXIV),
    (article(NEWS, title="Anthropic explains Claude's watermark"), NEWS),
    (article(GITHUB, "https://github.com/other/thing", title="Tsugumi の高速化"), GITHUB),
]
NOTHING = [
    article(),
    article(ARXIV, title="新しいオフィスを開設"),  # it does not speak of a paper
    article(ARXIV, "https://arxiv.org/abs/2611.09999", title="今週の論文まとめ"),
    article(NEWS, title="社長インタビュー"),
    article("https://openai.com/blog", title="openai のブログ"),
    article("https://github.com/topics/llm", title="llm の話題"),
    article("https://github.com/itowa", title="itowa の話題"),
    article("https://support.microsoft.com/en-us/copilot-faq", title="copilot"),
    article("javascript:alert(1)", "mailto:a@b.example", "http://[", title="論文"),
    article(ARXIV, title="論文", kind="paper"),
    article(ARXIV, title="論文", url="https://openai.com/index/paper"),
]


@pytest.mark.parametrize(("story", "url"), FOUND, ids=lambda one: getattr(one, "key", one))
def test_what_a_story_is_about_and_links_to(story: Story, url: str) -> None:
    assert linked(story) == url


@pytest.mark.parametrize("story", NOTHING, ids=range(len(NOTHING)))
def test_rather_none_than_a_wrong_one(story: Story) -> None:
    assert linked(story) == ""


def test_the_one_that_most_articles_of_the_story_link_to() -> None:
    both = (ARXIV, "https://arxiv.org/abs/2611.09999")
    lead = Article(id=1, url="https://a.example/1", title="新しい論文", links=both)
    other = Article(id=2, url="https://b.example/2", title="その論文", links=(both[1],))
    assert linked(Story("a1", lead, (other,))) == both[1]


def test_its_title_is_that_of_a_stored_article_or_none() -> None:
    (one,) = links([Story("a1", POST)], {}).values()
    assert (one.url, one.title) == ("https://arxiv.org/abs/2611.01234", "")
    assert (one.role, one.article_id, one.reason) == ("primary", None, WHY)
    (one,) = links([Story("a1", POST)], {"arxiv:2611.01234": "Four-Bit Weights"}).values()
    assert one.title == "Four-Bit Weights"


def test_what_another_item_is_about_is_not_proposed() -> None:
    paper = Article(id=2, url="https://arxiv.org/pdf/2611.01234", kind="paper")
    assert links([Story("a1", POST), Story("a2", paper)], {}) == {}


def composed(story: Story) -> Item:
    summaries = {story.key: extractive(story, now=NOW)}
    given = {"considered": 1, "now": NOW, "linked": links([story], {})}
    (item,) = compose(make.WEEK, [Pick(story, 1.0)], summaries, {}, (), **given).items
    return item


def test_it_stands_first_and_the_article_is_second_hand() -> None:
    item = composed(Story("a1", POST, (Article(id=2, url="https://n.example/2", title="記事"),)))
    told = [(link.role, link.url) for link in item.references]
    assert told == [
        ("primary", "https://arxiv.org/abs/2611.01234"),
        ("secondary", "https://x.com/a/status/1"),
        ("secondary", "https://n.example/2"),
    ]


def test_a_build_keeps_and_exports_it(db: Database, tmp_path: Path) -> None:
    one = make.article(db, 1, title="4ビット量子化の論文が公開", links=(ARXIV,))
    old = {"url": "https://arxiv.org/abs/2611.01234", "url_key": "arxiv:2611.01234"}
    make.article(db, 2, title="Four-Bit Weights", week="2026-W40", kind="paper", **old)
    pick = Pick(Story(f"a{one.id}", one), 1.0)
    summary = make.summary(db, one, story_key=pick.story.key)
    made = Plan.made(make.WEEK, 1, [pick], [], {})
    written = {pick.story.key: (summary, ())}
    building.finish(db, made, [pick], written, None, [], None, now=NOW)
    digest = digests.get(db, make.WEEK)
    (item,) = digest.items
    first, second = item.references
    assert (first.title, first.role) == ("Four-Bit Weights", "primary")
    assert (second.role, second.article_id) == ("secondary", one.id)
    (file,) = export(apply_edits(digest, {}), "zenn", ExportOptions("salt"))
    assert "@[card](https://arxiv.org/abs/2611.01234)" in file.text
    assert "二次情報: [4ビット量子化の論文が公開]" in file.text
    assert check(tmp_path, {file.path: file.text})[file.path].errors == []
