"""The nouns of a writer's guideline: its versions, and what a review of a text found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Guideline:
    """One version of the workbench's guideline; the newest is in force."""

    id: int = 0
    text: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """A passage, and the rule that it is against. start and end are places in the text."""

    verdict: str  # NG or 要確認
    rule: str  # the rule's own words
    passage: str = ""  # "" where something is missing
    start: int | None = None
    end: int | None = None
    reason: str = ""
    expected: str = ""
    by: str = "code"  # or model


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """What came of one rule. rule: its number in the guideline (R1, ...); "" for no rule."""

    rule: str
    heading: str
    verdict: str  # OK, NG, 要確認
    findings: tuple[RuleFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """A guideline over an issue's text; text_hash tells whether the text is still that."""

    id: int = 0
    week: str = ""
    guideline_id: int = 0
    text_hash: str = ""
    verdicts: tuple[RuleVerdict, ...] = ()
    notes: tuple[str, ...] = ()
    created_at: datetime | None = None
