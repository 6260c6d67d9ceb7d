"""The plan of a build: plain values that a replay after a crash finds again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlite_utils import Database

from digest.prompting import Task
from digest.summarize.drafting import rounds
from storage import articles
from storage.records import Pick, Story


@dataclass(frozen=True, slots=True)
class Plan:
    """Which stories, and which of them need a model call. Plain values only.

    rounds and versions are missing in plans of jobs that an earlier release began.
    """

    week: str
    considered: int
    picks: tuple[dict[str, Any], ...]
    calls: tuple[str, ...]  # story keys, and "highlights"
    survey: dict[str, Any] = field(default_factory=dict)  # what digest.coverage counted
    rounds: dict[str, int] = field(default_factory=dict)  # turns that each may take
    versions: dict[str, int] = field(default_factory=dict)  # prompt name → version id
    doubts: tuple[str, ...] = ()  # stories whose kind a model should settle first

    @classmethod
    def made(
        cls,
        week: str,
        considered: int,
        chosen: Sequence[Pick],
        left: Sequence[Task],
        survey: Mapping[str, Any],
    ) -> Plan:
        """left: the tasks that need a model call."""
        return cls(
            week,
            considered,
            tuple(_plain(pick) for pick in chosen),
            tuple(task.name for task in left),
            dict(survey),
            {task.name: rounds(task.brief) for task in left},
            {task.version.name: task.version.id for task in left},
            tuple(p.story.key for p in chosen if left and not p.story.kind_sure),
        )

    def plain(self) -> dict[str, Any]:
        """JSON values."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Plan:
        """What plain() gave."""
        lists = ("picks", "calls", "doubts")
        return cls(**plain | {name: tuple(plain.get(name, ())) for name in lists})


def _plain(pick: Pick) -> dict[str, Any]:
    story = pick.story
    return {
        "key": story.key,
        "ids": [article.id for article in story.articles],
        "earlier": [article.id for article in story.earlier],
        "reason": story.reason,
        "kind": story.lead.kind,
        "kind_reason": story.kind_reason,
        "score": pick.score,
        "reasons": list(pick.reasons),
    }


def picks(db: Database, made: Plan) -> tuple[Pick, ...]:
    """The plan's picks with their articles read again."""
    out = []
    for plain in made.picks:
        lead, *others = articles.get_many(db, plain["ids"])
        lead = replace(lead, kind=plain.get("kind", lead.kind))
        why = plain.get("kind_reason", "")
        earlier = tuple(articles.get_many(db, plain.get("earlier", ())))
        reason = plain["reason"]
        story = Story(plain["key"], lead, tuple(others), reason, why, earlier=earlier)
        out.append(Pick(story, plain["score"], tuple(plain["reasons"])))
    return tuple(out)
