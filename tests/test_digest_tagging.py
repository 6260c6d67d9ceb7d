"""Tags: how they are kept, suggested, set by a person, and found again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlite_utils import Database

from digest.__main__ import main
from digest.tagging import suggested
from storage import tags
from storage.database import connect
from storage.records import Article
from tests.factories import NOW, article


def test_tags_are_folded_and_bounded(db: Database) -> None:
    one = article(db, 1)
    asked = ["#ＬＬＭ", "llm", " 長い 語 ", "", "###", '"q"', "a" * 100, *map(str, range(50))]
    kept = tags.put(db, one.id, asked, now=NOW)
    assert {"llm", "長い-語", "q", "a" * tags.LONGEST} <= set(kept)
    assert len(kept) == tags.MOST
    assert tags.of(db, [one.id, 99]) == {one.id: kept}


def test_tags_are_replaced_counted_and_go_with_their_article(db: Database) -> None:
    one, two = article(db, 1), article(db, 2)
    tags.put(db, one.id, ["llm", "rag"], now=NOW)
    tags.put(db, two.id, ["rag"], now=NOW)
    assert tags.known(db) == (("rag", 2), ("llm", 1))
    tags.put(db, one.id, ["llm"], now=NOW)
    assert tags.of(db, [one.id])[one.id] == ("llm",)
    db.conn.execute("DELETE FROM articles WHERE id = ?", [two.id])
    assert tags.known(db) == (("llm", 1),)


def test_what_was_used_before_is_suggested_first() -> None:
    found = suggested(
        Article(title="Claude と RAG の実務", text="社内検索で LoRA も試した。"),
        ["社内検索", "料理", "社"],
    )
    assert found[0] == "社内検索"
    assert {"rag", "claude", "lora"} <= set(found)
    assert "料理" not in found
    assert suggested(Article(), []) == ()


def test_the_command_sets_and_clears(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = connect(tmp_path / "digest.db")
    one = article(db, 1, title="RAG の話")
    db.close()

    def told(*arguments: str) -> dict[str, object]:
        assert main(["--home", str(tmp_path), "tag", str(one.id), *arguments, "--json"]) == 0
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    assert told()["tags"] == []
    assert "rag" in str(told()["suggested"])
    assert told("RAG", "あとで 読む") == {
        "id": one.id,
        "tags": ["rag", "あとで-読む"],
        "suggested": [],
    }
    assert told("--clear")["tags"] == []
    assert main(["--home", str(tmp_path), "tag", "99"]) == 1
    assert "99" in capsys.readouterr().err
