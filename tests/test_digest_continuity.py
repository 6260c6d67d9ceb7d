"""続報: found by works, links and names, across languages; and left alone where it is not sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest import earlier
from digest.continuity import Past, followed
from digest.export import ExportOptions, export
from digest.issue import apply_edits
from digest.names import names, small_words
from digest.publishing import account
from digest.related import related
from storage import digests, preferences
from storage.database import connect
from storage.records import Article, DigestEdit, Item, ItemEdit, Link, Pick, Story
from tests import factories as make

BEFORE = "2026-W45"


def article(n: int, title: str, text: str = "", **fields: object) -> Article:
    given = {"url": f"https://site{n}.example/{n}", "text": text} | fields
    return Article(id=n, title=title, **given)  # type: ignore[arg-type]


def past(n: int, title: str, text: str = "", week: str = BEFORE, **fields: object) -> Past:
    return Past(week, f"a{n}", title, (article(n, title, text, **fields),))


def new(n: int, title: str, text: str = "", **fields: object) -> Pick:
    return Pick(Story(f"a{n}", article(n, title, text, **fields)), 1.0)


def found(pick: Pick, *items: Past) -> Link | None:
    return followed([pick], items).get(pick.story.key)


def test_another_page_of_the_same_paper_goes_on_from_it() -> None:
    paper = past(1, "A Study", url="https://arxiv.org/abs/2611.01234")
    link = found(new(2, "論文を読む", url="https://huggingface.co/papers/2611.01234"), paper)
    assert link is not None
    assert (link.role, link.week, link.url) == (
        "earlier",
        BEFORE,
        "https://arxiv.org/abs/2611.01234",
    )
    assert "arxiv:2611.01234" in link.reason


def test_a_link_to_what_was_reported_needs_a_shared_name() -> None:
    release = past(1, "Harbor releases PilotFish", url="https://harbor.example/news/pilotfish-1")
    links = ("https://harbor.example/news/pilotfish-1?utm_source=rss",)
    named = found(new(2, "PilotFishの料金が半額に", links=links), release)
    assert named is not None
    assert "参照している" in named.reason
    assert "PilotFish" in named.reason
    assert found(new(3, "今週の気になった話", links=links), release) is None


def test_a_roundup_follows_nothing_by_its_links() -> None:
    items = [
        past(n, f"Tool{n}X appears", url=f"https://s{n}.example/news/tool-{n}") for n in range(5)
    ]
    links = tuple(item.articles[0].url for item in items)
    assert found(new(9, "Tool1Xほか今週のまとめ", links=links), *items) is None
    assert found(new(9, "Tool1Xを試す", links=links[1:2]), *items) is not None


def test_names_tell_across_languages() -> None:
    old = past(1, "Quillmoor ships Pilot-3 with longer context", "Pilot-3 is a model by Quillmoor.")
    link = found(new(2, "Quillmoor、Pilot-3を値下げ", "Pilot-3の料金が下がった。"), old)
    assert link is not None
    assert link.reason == "題名に共通の名前がある(Pilot-3、Quillmoor)"


def test_a_publishers_own_name_tells_nothing_of_two_of_its_own_posts() -> None:
    old = past(1, "Quillmoor Desk and Quillmoor Pilot", url="https://quillmoor.example/a")
    own = new(2, "Quillmoor Pilot and Quillmoor Lamp", url="https://quillmoor.example/b")
    assert found(own, old) is None
    other = new(2, "Pilot-3 of Quillmoor", url="https://news.example/b")
    assert (
        found(other, past(1, "Quillmoor: Pilot-3", url="https://quillmoor.example/a")) is not None
    )


@pytest.mark.parametrize(
    ("earlier_title", "title"),
    [
        ("OpenAI introduces a new API", "OpenAI opens an office in Tokyo"),  # the maker only
        ("How to use agents", "When to use agents"),  # common words
        ("Best practices for Opus 4.6", "Best practices for Opus 4.7"),  # another version
        ("Python Packages Part 1", "Prompt Design Part 1"),
        ("新しい評価手法を公開", "新しい学習手法を公開"),
    ],
)
def test_what_everybody_says_makes_no_story(earlier_title: str, title: str) -> None:
    texts = "We use agents for best practices and packages, prompt and design. "
    assert found(new(2, title, texts), past(1, earlier_title, texts)) is None


def test_a_name_of_many_stories_tells_nothing() -> None:
    items = [past(n, f"Quillmoor Pilot-3 の話題 {n}") for n in range(1, 6)]
    assert found(new(9, "Quillmoor Pilot-3 の事例"), *items) is None


def test_the_newest_earlier_item_is_linked() -> None:
    items = [
        past(n, "Pilot-3 by Quillmoor", week=week)
        for n, week in ((1, "2026-W43"), (2, "2026-W45"), (3, "2026-W44"))
    ]
    link = followed([new(9, "Pilot-3とQuillmoor")], items[:2])["a9"]
    assert (link.week, link.article_id) == ("2026-W45", 2)


def test_names_are_told_from_words() -> None:
    small = small_words(["we design agents with harness", "zero trust"])
    title = "Harness Design: llama.cpp and DeepMind's GPT-6 with Opus 4.6, Zero in 30 days v0.9.0"
    assert names(title, small) == {"llama.cpp", "gpt-6", "opus 4.6"}
    assert names("国産の「うたかた13B」を「公開した。」", frozenset()) == {"うたかた13b"}


def test_neighbours_may_be_of_past_issues_and_say_so() -> None:
    text = "量子化によりLLMの推論を高速化する手法。4ビットの量子化でGPUのメモリを削減する。"
    pick = new(2, "量子化の新手法で推論を高速化", text)
    (link,) = related([pick], [past(1, "量子化で推論を高速化する試み", text), past(3, "料金の話")])[
        "a2"
    ]
    assert (link.role, link.week, link.article_id) == ("related", BEFORE, 1)


def test_what_it_goes_on_from_is_no_neighbour_too() -> None:
    text = "Pilot-3の推論を高速化する手法。"
    pick = new(2, "QuillmoorのPilot-3が高速に", text)
    links = related([pick], [past(1, "QuillmoorのPilot-3を公開", text)])["a2"]
    assert [link.role for link in links] == ["earlier"]


def test_past_items_are_read_as_their_readers_saw_them() -> None:
    db = connect(":memory:")
    old = make.digest(db, 3, week=BEFORE)
    make.digest(db, 1, week="2026-W46")
    keys = [item.story_key for item in old.items]
    digests.save_item_edit(db, ItemEdit(BEFORE, keys[0], dropped=True))
    digests.save_item_edit(db, ItemEdit(BEFORE, keys[1], headline="書き直した見出し"))
    read = earlier.past_items(db, "2026-W46")
    assert [item.story_key for item in read] == keys[1:]
    assert read[0].headline == "書き直した見出し"
    assert read[0].link("related").title == "書き直した見出し"
    assert earlier.past_items(db, BEFORE) == ()


def item_with(link: Link) -> Item:
    db = connect(":memory:")
    one = make.digest(db, 1).items[0]
    return replace(
        one, related=(link, Link("https://n.example/x", "近い話題", "related", None, BEFORE))
    )


def exported(item: Item, edit: ItemEdit, **options: str) -> str:
    digest = make.issue(items=(item,))
    issue = apply_edits(digest, {item.story_key: edit}, DigestEdit(digest.week))
    (file,) = export(issue, "zenn", ExportOptions("salt", **options))  # type: ignore[arg-type]
    return file.text


def test_an_export_links_the_earlier_item_and_the_writer_may_take_it_away() -> None:
    item = item_with(Link("https://old.example/a", "前の話", "earlier", 1, BEFORE, "理由"))
    edit = ItemEdit(make.WEEK, item.story_key)
    text = exported(item, edit)
    assert "**続報**(前回: 11/2\\~11/8) [前の話](https://old.example/a)" in text
    assert "[近い話題](https://n.example/x)(11/2\\~11/8の号)" in text
    published = exported(item, edit, account="writer")
    assert "[前の話](https://zenn.dev/writer/articles/weekly-genai-2026w45-" in published
    assert "https://old.example/a" not in published
    assert "続報" not in exported(item, replace(edit, standalone=True))


def test_the_command_line_knows_the_account_of_the_screen() -> None:
    db = connect(":memory:")
    assert account(db) == ""
    preferences.put(db, "export", {"account": "writer_1"})
    assert account(db) == "writer_1"
    preferences.put(db, "export", {"account": "../x"})
    assert account(db) == ""
