"""How an item is asked for, turn by turn: a generator that yields questions and gets answers.

Whoever runs it decides where answers come from (a server, a stored reply, a test), so that
what is asked next is decided in one pure place.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from digest.summarize.parts import Parts
from llm.prompt import Prompt
from storage.records import Finding, Summary


@dataclass(frozen=True, slots=True)
class Turn:
    """One structured question."""

    kind: str  # a key of templates.REPLY_TYPES
    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply with the call that brought it; or the kind of fault."""

    at: datetime
    reply: BaseModel | None = None
    call_id: int | None = None
    fault: str = ""


Turns = Generator[Turn, Answer, "BaseModel | None"]  # to one draft
Findings = tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it: a summary with what the checks find in it, or the kind of fault."""

    summary: Summary | None
    findings: Findings = ()
    fault: str = ""


Writing = Generator[Turn, Answer, Written]


@dataclass(frozen=True, slots=True)
class Brief:
    """What there is to write, and how a reply is read and judged."""

    kind: str  # of the last reply, a key of templates.REPLY_TYPES
    prompt: Prompt  # that asks for it in one turn
    read: Callable[[Any, int | None, datetime], Summary]
    judge: Callable[[Summary], Findings]
    closing: str = ""  # what ends the prompt after the material
    english: Callable[[], Prompt] | None = None  # the same in English, where the digest is not
    settings: str = "{}"  # of the prompt version: JSON, see strategies.way_of
    parts: Parts | None = None  # of a text that is too long for one question
