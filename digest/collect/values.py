"""Values of JSON answers, whatever stands there: text, numbers, moments, lists. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from digest.collect.instead import page_instead
from digest.decode import decode
from digest.errors import NotAFeed
from digest.fetch import Response
from digest.text import one_line

MAX_COUNT = 1_000_000_000
_LATER = "Try again later; if it stays so, the service has changed."


def read_json_answer(response: Response, service: str) -> Any:
    """What a JSON API answered. Raises NotAFeed with what the body is instead."""
    text = decode(response.body, response.content_type).lstrip("\ufeff \t\r\n")
    if not text:
        raise NotAFeed(f"The answer of {service} is empty.", _LATER)
    if text.startswith("<"):
        raise page_instead(text, response, f"an answer of the API of {service}")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        why = one_line(str(error), 100)
        raise NotAFeed(f"The answer of {service} is broken JSON ({why}).", _LATER) from error


def text_of(value: Any) -> str:
    """Strings as they are; numbers, which some services use as ids, as text; else ""."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def count_of(value: Any) -> int | None:
    """A count of points or votes: a whole number from 0 to MAX_COUNT; else None."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_COUNT:
        return value
    return None


def moment_of(value: Any) -> datetime | None:
    """An ISO 8601 moment, in UTC where no zone is named; None for anything else."""
    try:
        moment = datetime.fromisoformat(text_of(value).strip())
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def objects_of(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of a list; nothing where it is none."""
    for one in value if isinstance(value, list) else ():
        if isinstance(one, Mapping):
            yield one
