"""When a source is asked again: by how often it brings something, by what its server asks. Pure.

Between 1 and 24 hours apart. What fails is asked again after 1, 2, 4, ... 24 hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from storage.records import Source

SHORTEST, LONGEST = 60, 24 * 60  # minutes between two checks
UNKNOWN = 6 * 60  # of a source whose entries have no date, to begin with
RECENT = timedelta(days=28)  # entries that tell how often there are new ones
MOST_WAITED = timedelta(days=7)  # a longer Retry-After is taken for a mistake
EARLY = 0.1  # of the interval: a daily run must not find a source due a minute later
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,10})")
_STALE = re.compile(r"(?:^|[,\s])(?:no-cache|no-store)\b")


def is_due(source: Source, now: datetime) -> bool:
    """Whether it is time to ask; a source that was never asked is due."""
    moment = moment_due(source)
    return moment is None or moment <= now


def moment_due(source: Source) -> datetime | None:
    """From when on a source is due; None for one that was never asked."""
    if source.due_at is None:
        return None
    return source.due_at - timedelta(minutes=source.interval_minutes * EARLY)


def after_news(
    source: Source, dates: Iterable[datetime | None], now: datetime, *, least: int = 0
) -> Source:
    """The source after an answer with entries; dates: theirs; least: minutes its server asks."""
    told = [date for date in dates if date is not None and date <= now]
    newest = max((*told, *filter(None, [source.newest_at])), default=None)
    source = replace(source, newest_at=newest)
    recent = [date for date in told if now - RECENT <= date]
    if recent:
        span = max(now - min(recent), timedelta(days=1))
        minutes = int(span.total_seconds() / 60 / len(recent))
    else:
        minutes = (source.interval_minutes or UNKNOWN * 2) // 2
    return _in(source, minutes, now, least)


def after_nothing(source: Source, now: datetime, *, least: int = 0) -> Source:
    """The source after an answer without anything new: asked a little less often."""
    return _in(source, int((source.interval_minutes or UNKNOWN) * 1.25), now, least)


def after_failure(source: Source, now: datetime, *, wait: float = 0.0) -> Source:
    """The source after a failure that is already counted; wait: seconds its server asks for."""
    minutes = min(LONGEST, SHORTEST * 2 ** min(max(source.error_count - 1, 0), 10))
    asked = min(timedelta(seconds=wait), MOST_WAITED)
    return replace(source, due_at=now + max(timedelta(minutes=minutes), asked))


def _in(source: Source, minutes: int, now: datetime, least: int) -> Source:
    minutes = min(max(minutes, least, SHORTEST), LONGEST)
    return replace(source, interval_minutes=minutes, due_at=now + timedelta(minutes=minutes))


def fresh_minutes(headers: Mapping[str, str]) -> int:
    """For how long an answer calls itself fresh (Cache-Control: max-age, RFC 9111); else 0."""
    told = headers.get("cache-control", "").lower()
    age = _MAX_AGE.search(told)
    return 0 if age is None or _STALE.search(told) else int(age[1]) // 60


def asked_wait(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds of Retry-After (RFC 9110: a number or a date), 0 for none or nonsense."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:10])
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return 0.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
