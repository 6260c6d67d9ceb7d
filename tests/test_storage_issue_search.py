"""Search in past issues: what was published, with the writer's words."""

from __future__ import annotations

from pathlib import Path

from storage import digests
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
