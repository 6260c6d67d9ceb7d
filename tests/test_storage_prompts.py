"""Prompt versions are immutable and numbered; labels move, seeds never overrule a person."""

from __future__ import annotations

import json
from dataclasses import replace
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


def test_a_promotion_is_a_decision_with_its_evidence(db: Database, now: datetime) -> None:
    first, second = (prompts.add(db, version(text), now=now) for text in "一二")
    prompts.promote(db, first, now=now, reason="初版")
    made = prompts.promote(db, second, now=now, who="session", evidence={"p_value": 0.01})
    assert made is not None
    assert (made.replaced_id, json.loads(made.evidence)) == (first.id, {"p_value": 0.01})
    assert prompts.promote(db, second, now=now) is None
    assert [d.version_id for d in prompts.decisions(db, NAME)] == [second.id, first.id]


def test_a_rollback_goes_back_and_is_a_decision_too(db: Database, now: datetime) -> None:
    first, second = (prompts.add(db, version(text), now=now) for text in "一二")
    for chosen in (first, second):
        prompts.promote(db, chosen, now=now)
    assert prompts.rollback(db, NAME, now=now, reason="評価が下がった") == first
    assert prompts.active(db, NAME) == first
    newest = prompts.decisions(db, NAME)[0]
    assert (newest.action, newest.replaced_id, newest.reason) == (
        "rollback",
        second.id,
        "評価が下がった",
    )


def test_there_is_no_rollback_without_a_version_before(db: Database, now: datetime) -> None:
    with pytest.raises(NotFound, match="prompt digest-paper"):
        prompts.rollback(db, NAME, now=now)
    prompts.promote(db, prompts.add(db, version("一"), now=now), now=now)
    with pytest.raises(NotFound, match="previous version"):
        prompts.rollback(db, NAME, now=now)


def test_a_seed_that_was_rolled_back_stays_so(db: Database, now: datetime) -> None:
    for text in ("種", "新しい種"):
        prompts.seed(db, NAME, text, "paper", now=now)
    back = prompts.rollback(db, NAME, now=now)
    assert prompts.seed(db, NAME, "新しい種", "paper", now=now) == back


def test_versions_are_found_by_name_and_number(db: Database, now: datetime) -> None:
    made = replace(version("一"), settings='{"seed": 1}', model="m", parents=(3, 4))
    stored = prompts.add(db, made, now=now)
    assert prompts.names(db) == [NAME]
    assert prompts.numbered(db, NAME, 1) == stored == prompts.list_versions(db, NAME)[0]
    assert stored.parents == (3, 4)
    for ask in (lambda: prompts.numbered(db, NAME, 2), lambda: prompts.list_versions(db, "x")):
        with pytest.raises(NotFound):
            ask()


def test_an_unknown_version_is_said(db: Database) -> None:
    with pytest.raises(NotFound, match="prompt version 9"):
        prompts.get(db, 9)
