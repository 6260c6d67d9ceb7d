"""Addresses taken apart for the kinds that know a site: host, path, query. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Place:
    """A web address on a site that is asked for."""

    path: str  # begins with a slash, ends without one; "" for the top
    segments: tuple[str, ...]
    asked: Mapping[str, str]  # the query


def place_on(hosts: Collection[str], url: str) -> Place | None:
    """Where a URL leads on one of these hosts (without www., old. and mobile ones); else None."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    for prefix in ("www.", "m.", "old.", "new."):
        host = host.removeprefix(prefix)
    if parts.scheme not in ("http", "https") or host not in hosts or parts.username:
        return None
    segments = tuple(segment for segment in parts.path.split("/") if segment)
    path = "".join(f"/{segment}" for segment in segments)
    return Place(path, segments, dict(parse_qsl(parts.query)))
