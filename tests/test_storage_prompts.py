"""Prompt versions are immutable and numbered; labels move, seeds never overrule a person."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlite_utils import Database

from storage import prompts
from storage.errors import NotFound
from storage.records import PromptVersion

NAME = "digest-paper"


def version(text: str, origin: str = "person") -> PromptVersion:
    return PromptVersion(name=NAME, text=text, purpose="paper", origin=origin)


def test_versions_are_numbered_and_the_same_text_is_the_same_version(
    db: Database, now: datetime
) -> None:
    first = prompts.add(db, version("一"), now=now)
    second = prompts.add(db, version("二"), now=now)
    other = prompts.add(db, PromptVersion(name="other", text="一"), now=now)
    assert (first.number, second.number, other.number) == (1, 2, 1)
    assert prompts.add(db, version("一", origin="chat"), now=now) == first
    assert prompts.get(db, second.id) == second


def test_active_moves_and_remembers_what_was_before(db: Database, now: datetime) -> None:
    first, second = (prompts.add(db, version(text), now=now) for text in "一二")
    with pytest.raises(NotFound, match=NAME):
        prompts.active(db, NAME)
    for chosen in (first, second, second):
        prompts.activate(db, chosen)
    assert prompts.active(db, NAME) == second
    labels = dict(db.conn.execute("SELECT label, version_id FROM prompt_labels").fetchall())
    assert labels == {"active": second.id, "previous": first.id}


def test_a_seed_is_active_until_a_newer_seed_comes(db: Database, now: datetime) -> None:
    first = prompts.seed(db, NAME, "種", "paper", now=now)
    assert prompts.seed(db, NAME, "種", "paper", now=now) == first
    assert (first.number, first.origin, prompts.active(db, NAME)) == (1, "seed", first)
    newer = prompts.seed(db, NAME, "新しい種", "paper", now=now)
    assert (newer.number, prompts.active(db, NAME)) == (2, newer)


def test_a_seed_never_overrules_what_a_person_chose(db: Database, now: datetime) -> None:
    prompts.seed(db, NAME, "種", "paper", now=now)
    own = prompts.add(db, version("私の"), now=now)
    prompts.activate(db, own)
    assert prompts.seed(db, NAME, "新しい種", "paper", now=now) == own
    assert prompts.active(db, NAME) == own


def test_an_unknown_version_is_said(db: Database) -> None:
    with pytest.raises(NotFound, match="prompt version 9"):
        prompts.get(db, 9)
