"""A reply's text → the value that was asked for. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

T = TypeVar("T", bound=BaseModel)

_THOUGHT = re.compile(r"^.*?</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"```[a-zA-Z]*\s*\n(.*?)```", re.DOTALL)
_LONGEST = 100_000  # characters that are repaired; a longer wrong reply is no reply
_MOST_OPENED = 1000  # brackets; the repair of nonsense takes time with their square
_SHOWN_ERRORS = 5
# Errors of values, not of form: a server that enforces schemas does not check them.
_VALUE_ERRORS = re.compile(
    r"greater_than|less_than|multiple_of|too_short|too_long|pattern|value_error|assertion_error"
    r"|string_(too|pattern)|date|time|url|uuid"
)


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """value is None where the text is not what was asked for; complaint says why."""

    value: T | None
    complaint: str = ""
    wrong_form: bool = False  # not even the schema's form: the server does not enforce it
    repaired: bool = False


def read_reply(reply_type: type[T], text: str) -> T | None:
    """The value, or None. Strict JSON first, then what json-repair makes of it."""
    return read(reply_type, text).value


def without_thought(text: str) -> str:
    """A free answer without the thinking that some servers leave before it."""
    bare = text.lstrip()
    return _THOUGHT.sub("", bare, count=1).lstrip() if bare[:10].lower().startswith("<") else text


def read(reply_type: type[T], text: str) -> Reading[T]:
    """read_reply with its reasons. Thinking before the answer is left out."""
    bare = text.strip()
    if not bare.startswith("{"):  # an answer about thinking tags may hold some itself
        bare = _THOUGHT.sub("", bare, count=1).strip()
    try:
        return Reading(reply_type.model_validate_json(bare))
    except ValidationError as error:
        problem = error
    found, problem = _repaired(reply_type, bare, problem)
    if found is not None:
        return Reading(found, repaired=True)
    errors = problem.errors(include_url=False, include_input=False, include_context=False)
    wrong = any(not _VALUE_ERRORS.match(error["type"]) for error in errors)
    return Reading(None, _complaint(errors), wrong)


def _repaired(
    reply_type: type[T], text: str, problem: ValidationError
) -> tuple[T | None, ValidationError]:
    """The first object in the text that fits; else the error of the first that does not."""
    first: ValidationError | None = None
    for candidate in _opened(objects(_unquoted(text))):
        plain = json.dumps(candidate, ensure_ascii=False).encode("utf-8", "replace")
        try:
            return reply_type.model_validate_json(plain), problem
        except ValidationError as error:
            first = first or error
    return None, first or problem


def _unquoted(text: str) -> str:
    """An answer that was put into a JSON string as a whole, as it was before."""
    if not text.startswith('"') or len(text) > _LONGEST:
        return text
    try:
        inner = json.loads(text)
    except ValueError:
        return text
    return inner if isinstance(inner, str) else text


def _opened(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The objects, then those that each holds alone: {"result": {...}}."""
    inner = [next(iter(one.values())) for one in found if len(one) == 1]
    return [*found, *(one for one in inner if isinstance(one, dict))]


def objects(text: str) -> list[dict[str, Any]]:
    """The JSON objects that a text holds, mended where they are nearly some; never raises."""
    from json_repair import repair_json

    fenced = _FENCE.search(text)
    text = fenced[1] if fenced else text
    start = text.find("{")
    opened = sum(text.count(bracket) for bracket in "{[(")
    if start < 0 or len(text) > _LONGEST or opened > _MOST_OPENED:
        return []
    try:
        made = repair_json(text[start:], return_objects=True)
    except (RecursionError, ValueError):
        return []
    return [part for part in (made if isinstance(made, list) else [made]) if isinstance(part, dict)]


def _complaint(errors: list[Any]) -> str:
    told = [f"{'.'.join(map(str, e['loc'])) or 'JSON'}: {e['msg']}" for e in errors]
    return "; ".join(told[:_SHOWN_ERRORS])[:600]
