"""Summaries: once per content key, claims in order with their evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlite_utils import Database

from storage import summaries
from storage.errors import NotFound
from storage.records import Claim, Evidence, Section, Summary
from tests.factories import NOW


def summary(**fields: object) -> Summary:
    claims = (Claim("一\ud800", (Evidence(1, 2, "引用"), Evidence(1, 3, "続き"))), Claim("二"))
    sections = (
        Section("背景", claims),
        Section("結果", (Claim("三"),)),
        Section("背景", (Claim("四"),)),
    )
    given = {"key": "k", "story_key": "a1", "sections": sections, "created_at": NOW}
    return Summary(**given | fields)  # type: ignore[arg-type]


def test_what_is_saved_is_what_is_found(db: Database) -> None:
    stored = summaries.save(db, summary())
    assert summaries.get(db, stored.id) == summaries.find(db, "k") == stored
    assert [(s.name, [c.text for c in s.claims]) for s in stored.sections] == [
        ("背景", ["一\ufffd", "二"]),
        ("結果", ["三"]),
        ("背景", ["四"]),
    ]
    assert stored.sections[0].claims[0].evidence == (Evidence(1, 2, "引用"), Evidence(1, 3, "続き"))
    assert len({claim.id for s in stored.sections for claim in s.claims} - {0}) == 4


def test_the_same_key_gives_what_is_stored(db: Database) -> None:
    stored = summaries.save(db, summary())
    assert summaries.save(db, summary(headline="別")) == stored
    other = summaries.save(db, summary(key="k2", headline="別"))
    assert other.id != stored.id
    assert replace(other, sections=()) == replace(
        summary(key="k2", headline="別"), id=other.id, sections=()
    )


def test_unknown_ones_are_said(db: Database) -> None:
    assert summaries.find(db, "none") is None
    with pytest.raises(NotFound, match="summary 5"):
        summaries.get(db, 5)
