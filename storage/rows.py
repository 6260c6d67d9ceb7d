"""Record ↔ row: datetimes as ISO UTC text, tuples as JSON, booleans as 0/1. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache, partial
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_AS_THEY_ARE = (str, int, float, int | None, float | None, str | None)
_SURROGATES = re.compile("[\ud800-\udfff]")


def stamp(moment: datetime) -> str:
    """An aware moment as fixed-width UTC text that sorts as it reads."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def moment(text: str) -> datetime:
    """The moment that `stamp` wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)


def sound(text: str) -> str:
    """The text without lone surrogates, which SQLite cannot store: each becomes U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text


def to_row(record: Any, *, skip: tuple[str, ...] = ("id",)) -> dict[str, Any]:
    """Column → value of one record, without the named fields."""
    return {name: _plain(getattr(record, name)) for name in _names(type(record), skip)}  # type: ignore[arg-type]


def from_row(cls: type[T], row: Mapping[str, Any]) -> T:
    """A record from the columns of a row; unknown columns are passed over."""
    names, others = _fields(cls)  # type: ignore[arg-type]
    given = row.keys()
    values = {name: row[name] for name in names if name in given}
    for name, read in others:
        if values.get(name) is not None:
            values[name] = read(values[name])
    return cls(**values)


def dump(value: Any) -> str:
    """Records, tuples and datetimes as JSON text."""
    return sound(json.dumps(_jsonable(value), ensure_ascii=False))


def load(hint: Any, value: Any) -> Any:
    """A plain value (a column, or what json.loads gave) as the type that `hint` names."""
    return None if value is None else _reader(hint)(value)


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """What reads a value, other than None, of the type: found once for each type."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _reader(next(a for a in get_args(hint) if a is not type(None)))
    if hint is datetime:
        return _as_moment
    if hint is bool:
        return bool
    if origin is tuple:
        return partial(_as_tuple, get_args(hint)[0])
    if is_dataclass(hint):
        return partial(_as_record, hint)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _as_moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else moment(value)


def _as_tuple(hint: Any, value: Any) -> tuple[Any, ...]:
    if value == "[]":
        return ()
    items = json.loads(value) if isinstance(value, str) else value
    return tuple(load(hint, item) for item in items)


def _as_record(cls: Any, value: Any) -> Any:
    if isinstance(value, cls):
        return value
    return from_row(cls, json.loads(value) if isinstance(value, str) else value)


@cache
def _fields(cls: type) -> tuple[tuple[str, ...], tuple[tuple[str, Callable[[Any], Any]], ...]]:
    """All names, and (name, reader) of those whose value is not what the column holds."""
    hints = get_type_hints(cls)
    others = [name for name in _names(cls, ()) if hints[name] not in _AS_THEY_ARE]
    return _names(cls, ()), tuple((name, _reader(hints[name])) for name in others)


@cache
def _names(cls: Any, skip: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls) if f.name not in skip)


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return value if value.isascii() else sound(value)
    if value is None or kind is int or kind is float:
        return value
    if kind is datetime:
        return stamp(value)
    if kind is bool:
        return int(value)
    if kind is tuple and not value:
        return "[]"
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, tuple) or is_dataclass(value):
        return dump(value)
    return value


def _jsonable(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _jsonable(asdict(value))
    if isinstance(value, dict):
        return {k: _jsonable(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(v) for v in value]
    return value
