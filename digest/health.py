"""How a source does: items a week, the usual pause between two, and whether it fell silent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from storage.records import Source

REMEMBERED = 30  # newest items of a source that tell its rhythm
ENOUGH_DAYS = 5  # with items, before a pause can be called usual
TIMES_USUAL = 3  # so much longer than usual is silence
LEAST = timedelta(days=4)  # weekends and holidays are no silence


@dataclass(frozen=True, slots=True)
class Health:
    """What the stored items of a source say; None where they are too few to say."""

    per_week: float = 0.0  # items, over the time before its newest one
    usual_days: float | None = None  # median pause between days with items
    silent_days: int | None = None  # how long it has been silent, where that is too long


def health(source: Source, moments: Sequence[datetime]) -> Health:
    """From the dates of a source's newest items (at most REMEMBERED), in any order.

    Silence is counted up to the last good answer: a source that is not asked is not silent.
    """
    if not moments:
        return Health()
    newest, oldest = max(moments), min(moments)
    span = max(newest - oldest, timedelta(days=7))
    per_week = round(len(moments) * timedelta(days=7) / span, 1)
    days = sorted({moment.date() for moment in moments})
    if len(days) < ENOUGH_DAYS:
        return Health(per_week)
    pauses = sorted((b - a).days for a, b in pairwise(days))
    usual = pauses[len(pauses) // 2]
    last = max(newest, source.newest_at or newest)
    quiet = (source.succeeded_at or last) - last
    silent = not source.error and quiet > max(TIMES_USUAL * timedelta(days=usual), LEAST)
    return Health(per_week, float(usual), quiet.days if silent else None)
