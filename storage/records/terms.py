"""The noun of the glossary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.records.writing import Evidence


@dataclass(frozen=True, slots=True)
class Term:
    """A term that issues use. definition is "" until a person or a model has written one.

    origin: who wrote the definition last: found (nobody yet), model, person. What a person
    wrote is never overwritten.
    """

    id: int = 0
    key: str = ""  # storage.terms.fold(term), unique
    term: str = ""
    definition: str = ""
    evidence: tuple[Evidence, ...] = ()
    origin: str = "found"
    hidden: bool = False  # not a term for readers: no footnote
    note: str = ""  # why a draft was refused, in Japanese
    call_id: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
