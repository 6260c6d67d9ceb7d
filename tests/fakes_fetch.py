"""The network as a dictionary: what tests give to functions that take `fetch`."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from digest.collect import Collected, collect
from digest.errors import BadStatus, FetchError
from digest.fetch import Response
from storage.records import Source
from tests.conftest import NOW

FEED = "https://feed.example/feed"


class FakeFetch:
    """Fetch over {url: body, Response or error}; remembers what was asked."""

    def __init__(self, pages: Mapping[str, bytes | str | Response | FetchError]) -> None:
        self.pages = pages
        self.asked: list[tuple[str, str, str]] = []

    def __call__(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        accept: str = "",
        max_bytes: int | None = None,
    ) -> Response:
        self.asked.append((url, etag, last_modified))
        page = self.pages.get(url)
        if page is None:
            raise BadStatus(url, 404, f"{url} answered HTTP 404.", "Check the address.")
        if isinstance(page, FetchError):
            raise page
        if isinstance(page, Response):
            return page
        return Response(url, 200, {}, page.encode() if isinstance(page, str) else page)


def collected(
    body: bytes | str, *, kind: str = "feed", url: str = FEED, now: datetime = NOW, **headers: str
) -> Collected:
    """What collecting one body gives; headers by name with _ for -."""
    content = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    fetch = AnyUrl(content, named)
    return collect(fetch, Source(id=1, url=url, kind=kind), now=now)


class AnyUrl(FakeFetch):
    """One body for every URL."""

    def __init__(self, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        super().__init__({})
        self.body, self.headers = body, dict(headers or {})

    def __call__(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        accept: str = "",
        max_bytes: int | None = None,
    ) -> Response:
        self.asked.append((url, etag, last_modified))
        return Response(url, 200, self.headers, self.body)


def content_of(path: Path) -> bytes:
    """A file's bytes, unpacked where it is gzipped."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data
