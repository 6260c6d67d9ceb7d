"""The prompt registry in the words of people: references, differences, locked sections.

storage/prompts.py keeps the rows; what is decided about them is said here.
"""

from __future__ import annotations

import difflib
import json
import re
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from digest.errors import NotFound, UsageError
from digest.prompting import seeded
from digest.summarize.strategies import MOST_SAMPLES, STRATEGIES, complaints, way_of
from digest.summarize.templates import TEMPLATES
from prompt_tuner.locks import CLOSE, OPEN
from prompt_tuner.watch import advice
from storage import feedback, prompts, sessions
from storage.records import Decision, PromptVersion

LABELS = ("active", "previous")
MAX_CHARS = 100_000
ABOUT_THE_WEEK = ("digest-highlights", "digest-kinds", "digest-scores")
SHIPPED = (*dict.fromkeys(t.prompt_name for t in TEMPLATES.values()), *ABOUT_THE_WEEK)

_NAME = re.compile(r"(?![-\s])[^@/\\\x00-\x1f\x7f]{1,100}(?<!\s)")


def ensure_shipped(db: Database, *, now: datetime) -> None:
    """The digest's own prompts are in the registry, also before the first build."""
    for name in SHIPPED:
        seeded(db, name, now=now)


def check_name(name: str) -> str:
    """Raises UsageError for what cannot name a prompt or a task."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name[:80]!r} cannot be a name.",
            "Use up to 100 characters without @ and slashes.",
        )
    return name


def check_text(text: str) -> str:
    """A prompt's text as it is stored. Raises UsageError when it is empty, huge or half locked."""
    clean = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\x00", "").rstrip() + "\n"
    if not clean.strip():
        raise UsageError("The prompt is empty.", "Write at least one sentence.")
    if len(clean) > MAX_CHARS:
        raise UsageError(
            f"The prompt has {len(clean)} characters.", f"At most {MAX_CHARS} can be stored."
        )
    locked(clean)
    return clean


def check_way(strategy: str, samples: int) -> str:
    """How a version writes, as its settings (JSON). Raises UsageError for what is not known."""
    given = {"strategy": strategy, "samples": samples}
    wrong = complaints(given)
    if wrong:
        raise UsageError(
            f"No version can be written with {' and '.join(wrong)}.",
            f"Strategies are {', '.join(STRATEGIES)}; samples go from 1 to {MOST_SAMPLES}.",
        )
    usual = {"strategy": "direct", "samples": 1}
    return json.dumps({name: v for name, v in given.items() if v != usual[name]})


def locked(text: str) -> tuple[str, ...]:
    """The sections that no strategy touches. Raises UsageError for marks without a partner."""
    sections: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        mark = line.strip()
        if mark in (OPEN, CLOSE):
            if inside == (mark == OPEN):
                raise UsageError(f"{mark} has no partner.", f"Pair each {OPEN} with {CLOSE}.")
            inside = mark == OPEN
            if inside:
                sections.append([])
        elif inside:
            sections[-1].append(line)
    if inside:
        raise UsageError(f"{OPEN} has no partner.", f"Close it with a line {CLOSE}.")
    return tuple("\n".join(section) for section in sections)


def resolve(db: Database, reference: str) -> PromptVersion:
    """NAME, NAME@3, NAME@active or NAME@previous → the version. Raises NotFound, UsageError."""
    name, _, which = reference.partition("@")
    return version_of(db, name, which or "active")


def version_of(db: Database, name: str, which: str) -> PromptVersion:
    """A version by number or label. Raises NotFound, UsageError."""
    known = prompts.list_versions(db, name)
    if which in LABELS:
        wanted = prompts.labels(db, name).get(which)
        found = next((v for v in known if v.id == wanted), None)
        if found is None:
            raise NotFound(f"{which} version of", name, "Name a version by its number.")
        return found
    if not which.isascii() or not which.isdigit():
        raise UsageError(f"{which!r} is no version.", "Use a number, active or previous.")
    return prompts.numbered(db, name, int(which))


def difference(old: PromptVersion, new: PromptVersion) -> str:
    """A unified diff; "" when the texts are the same. Pure."""
    lines = difflib.unified_diff(
        old.text.splitlines(),
        new.text.splitlines(),
        f"{old.name}@{old.number}",
        f"{new.name}@{new.number}",
        lineterm="",
    )
    return "\n".join(lines)


def plain(version: PromptVersion, labels: dict[str, int]) -> dict[str, Any]:
    """A version as `--json` lists it."""
    return {
        "name": version.name,
        "number": version.number,
        "labels": [label for label in LABELS if labels.get(label) == version.id],
        "origin": version.origin,
        "reason": version.reason,
        "purpose": version.purpose,
        "strategy": way_of(version.settings).strategy,
        "samples": way_of(version.settings).samples,
        "model": version.model or None,
        "parents": list(version.parents),
        "chars": len(version.text),
        "created_at": version.created_at.isoformat() if version.created_at else None,
    }


def overview(db: Database, name: str) -> dict[str, Any]:
    """A prompt as `prompts list --json` shows it."""
    versions = prompts.list_versions(db, name)
    numbers = {v.id: v.number for v in versions}
    labels = prompts.labels(db, name)
    return {
        "name": name,
        "purpose": versions[-1].purpose,
        "versions": len(versions),
        "active": numbers.get(labels.get("active", 0)),
        "previous": numbers.get(labels.get("previous", 0)),
        "ratings": [
            {"version": numbers[r.prompt_version_id], "count": r.count, "stars": r.mean}
            for r in feedback.ratings(db, name)
        ],
        "advice": advice(db, name) or None,
    }


def history(db: Database, name: str) -> list[dict[str, Any]]:
    """Who decided what on which evidence, newest first."""
    numbers = {v.id: v.number for v in prompts.list_versions(db, name)}
    return [_decision(one, numbers) for one in prompts.decisions(db, name)]


def evidence(db: Database, version: PromptVersion) -> dict[str, Any]:
    """What the session that made a version says for it; {} for a version of a person."""
    made = json.loads(version.settings).get("session")
    found = next((s for s in sessions.list_sessions(db, limit=-1) if s.id == made), None)
    if found is None or not found.result:
        return {}
    result = json.loads(found.result)
    names = ("session", "verdict", "p_value", "mean_difference", "interval", "sealed_n")
    return {name: result[name] for name in (*names, "sealed_openings")}


def _decision(one: Decision, numbers: dict[int, int]) -> dict[str, Any]:
    return {
        "action": one.action,
        "version": numbers[one.version_id],
        "replaced": numbers.get(one.replaced_id or 0),
        "who": one.who,
        "reason": one.reason,
        "evidence": json.loads(one.evidence),
        "decided_at": one.decided_at.isoformat() if one.decided_at else None,
    }
