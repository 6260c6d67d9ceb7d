"""One request, and what came of it: plain values between digest/fetch.py and digest/wire.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """One GET: headers as lines, limit in decoded bytes, seconds for all of it.

    trusted: (host, port) of the URL where a private address will do. instead: (address, port)
    that stands in for the host.
    """

    url: str
    headers: tuple[str, ...]
    limit: int
    seconds: float
    trusted: tuple[str, int] | None = None
    instead: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: header names in lower case, the body decoded, and how many seconds it took.

    cut: the body is longer than was asked for, and not all here.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float
    cut: bool = False


class Broken(Exception):
    """No answer. kind: no_host, private, closed, no_connection, slow, unsafe, garbled or broken."""

    def __init__(self, kind: str, why: str = "") -> None:
        super().__init__(why or kind)
        self.kind = kind
        self.why = why


Done = Callable[[Answer | Broken], None]
