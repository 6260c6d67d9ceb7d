"""Search in past issues: what was published, with the writer's words."""

from __future__ import annotations

from pathlib import Path

from storage import digests, tags
from storage.database import connect
from storage.issue_search import search_issues
from storage.records import ItemEdit
from tests import factories as make


def test_items_of_past_issues_are_found_as_the_writer_left_them(tmp_path: Path) -> None:
    db = connect(tmp_path / "digest.db")
    make.digest(db, 3)
    items = digests.get(db, make.WEEK).items
    word = items[0].summary.headline[:4]
    assert items[0].story_key in [hit.story_key for hit in search_issues(db, word)]
    assert search_issues(db, "どこにもない語") == ()
    assert search_issues(db, f"-{word}") == ()
    assert search_issues(db, "") == ()
    digests.save_item_edit(
        db, ItemEdit(make.WEEK, items[1].story_key, headline="書き手の題", comment="所感の中の竜胆")
    )
    (hit,) = search_issues(db, "竜胆")
    assert (hit.headline, hit.week) == ("書き手の題", make.WEEK)
    assert hit.snippet[slice(*hit.spans[0])] == "竜胆"
    assert search_issues(db, "竜胆 -所感") == ()
    assert len(search_issues(db, "。", limit=1)) <= 1
    db.close()


def test_operators_narrow_past_issues_too(tmp_path: Path) -> None:
    db = connect(tmp_path / "digest.db")
    for week in ("2026-W45", "2026-W46"):
        make.digest(db, 2, week=week)
    first = digests.get(db, "2026-W46").items[0]
    about = first.references[0].article_id
    tags.put(db, about, ["llm"], now=make.NOW)

    def found(query: str) -> list[tuple[str, str]]:
        return [(hit.week, hit.story_key) for hit in search_issues(db, query)]

    assert len(found("week:2026")) == 4
    assert {week for week, _ in found("見出し week:2026-W45")} == {"2026-W45"}
    assert {week for week, _ in found("見出し -week:2026-W45")} == {"2026-W46"}
    assert found("tag:llm") == [("2026-W46", first.story_key)]
    assert len(found("見出し -tag:llm")) == 3
    assert found("kind:paper") == []
    digests.save_item_edit(db, ItemEdit("2026-W46", first.story_key, dropped=True))
    assert found("tag:llm") == []  # nobody has read it
    db.close()
