"""The order in which places are asked: no host's pace holds up the others. Pure."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")


def mixed(values: Sequence[T], url_of: Callable[[T], str]) -> list[T]:
    """The same values, those of each host spread evenly from the first to the last.

    A host is asked once a second, and whoever waits for it keeps a thread: in any stretch of
    the list a host has no more than its share. Values of one host keep their order.
    """
    hosts: dict[str, list[int]] = defaultdict(list)
    for place, value in enumerate(values):
        hosts[_host(url_of(value))].append(place)
    turns = [
        ((turn + _begin(host)) / len(places), place)
        for host, places in hosts.items()
        for turn, place in enumerate(places)
    ]
    return [values[place] for _, place in sorted(turns)]


def _begin(host: str) -> float:
    """From 0 to 1, by chance but always the same: hosts with one value each are mixed too."""
    return zlib.crc32(host.encode()) / 2**32


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
