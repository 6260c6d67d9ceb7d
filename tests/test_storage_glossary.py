"""Terms are one however they are written, and what a person wrote stays."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from storage import glossary
from storage.errors import NotFound
from storage.records import Evidence
from tests import factories as make
from tests.conftest import NOW

SAID = (Evidence(1, 0, "RAG is retrieval-augmented generation."),)


def test_terms_are_found_once_however_they_are_written(db: Database) -> None:
    assert glossary.add_found(db, ["RAG", "ＲＡＧ", "rag", " ", "LoRA"], now=NOW) == 2
    assert glossary.add_found(db, ["RAG"], now=NOW) == 0
    assert [one.term for one in glossary.list_terms(db)] == ["LoRA", "RAG"]
    assert glossary.get(db, "ｒａｇ").term == "RAG"
    with pytest.raises(NotFound):
        glossary.get(db, "MoE")


def test_a_person_has_the_last_word(db: Database) -> None:
    glossary.add_found(db, ["RAG", "MoE"], now=NOW)
    assert glossary.draft(db, "RAG", "検索して答える方法。", SAID, call_id=None, now=NOW)
    assert glossary.get(db, "RAG").evidence == SAID
    assert not glossary.draft(db, "RAG", "別の下書き。", (), now=NOW)
    edited = glossary.define(db, "rag", " 人が書いた定義。 ", now=NOW)
    assert (edited.term, edited.definition, edited.origin) == ("RAG", "人が書いた定義。", "person")
    assert edited.evidence == SAID
    assert not glossary.draft(db, "RAG", "下書き。", SAID, now=NOW)
    assert glossary.get(db, "RAG") == edited
    assert glossary.define(db, "DPO", "", now=NOW).origin == "person"
    assert not glossary.draft(db, "DPO", "下書き。", SAID, now=NOW)


def test_only_what_is_defined_and_shown_is_for_readers(db: Database) -> None:
    glossary.add_found(db, ["RAG"], now=NOW)
    assert glossary.defined(db) == ()
    glossary.draft(db, "RAG", "", (), note="根拠がない", now=NOW)
    assert (glossary.get(db, "RAG").origin, glossary.get(db, "RAG").note) == ("found", "根拠がない")
    glossary.define(db, "LoRA", "一部を学習する。", now=NOW)
    assert glossary.defined(db) == (("LoRA", "一部を学習する。"),)
    assert glossary.hide(db, "LoRA", True, now=NOW).hidden
    assert glossary.defined(db) == ()
    assert not glossary.hide(db, "LoRA", False, now=NOW).hidden


def test_what_issues_say_by_week(db: Database) -> None:
    make.digest(db, 2)
    make.digest(db, 1, week="2026-W46")
    said = glossary.written(db)
    assert [week for week, _ in said] == ["2026-W47", "2026-W47", "2026-W46"]
    assert said[2][1].splitlines() == ["見出し: 例の記事 46000", *make.SENTENCES]
