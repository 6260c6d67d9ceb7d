"""Collecting against feeds and expectations that no one here wrote.

tests/data holds a part; where the material beside the clone is there, all of it is read too.
"""

from __future__ import annotations

import calendar
import io
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect import Collected, collect
from digest.decode import decode
from digest.extract import extract
from digest.fetch import Response
from digest.text import one_line, plain_text
from storage.records import Source
from tests.conftest import NOW
from tests.fakes_fetch import FEED, AnyUrl, collected, content_of
from tests.tools import shared

DATA = Path(__file__).parent / "data"
SETS = ("feedparser", "feed_rs", "feedjira", "gofeed", "arxiv_api", "opml")
SHARED = shared("data")
PAGES = ("wcxb", "trafilatura_eval", "article_extraction_benchmark", "mozilla_readability")
CONTENT = ("link", "id", "title", "summary", "content")  # an entry without any is none
NOT_FEEDS = (".md", ".meta.json", ".serde.json", ".opml", ".html", ".html.gz")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def everything() -> Iterator[Any]:
    for name in SETS:
        yield pytest.param(DATA / name, id=name)
    for folder in sorted(SHARED.iterdir()) if SHARED else ():
        if folder.is_dir() and folder.name not in PAGES:
            yield pytest.param(folder, id=f"shared-{folder.name}")


@pytest.mark.parametrize("folder", list(everything()))
def test_every_file_gives_entries_or_a_clear_error(folder: Path) -> None:
    for path in files(folder):
        started = time.monotonic()
        found = collected(content_of(path))
        assert time.monotonic() - started < 20, path.name
        assert found.source.error or found.entries or found.notes, path.name
        if found.source.error:
            assert found.source.error_code == "not_a_feed", path.name
            assert len(found.source.error.split(". ")) >= 2, found.source.error
        for entry in found.entries:
            assert entry.url.startswith(("http://", "https://")), path.name
            assert entry.title
            assert "\n" not in entry.title
            assert "<script" not in entry.title
            assert entry.published_at is None or entry.published_at.tzinfo is UTC
        assert Collected.from_plain(found.to_plain()) == found


@pytest.mark.parametrize("name", ["feed_rs", "feedjira", "gofeed", "arxiv_api"])
def test_feeds_of_these_sets_are_feeds(name: str) -> None:
    for path in files(DATA / name):
        if not path.name.endswith(NOT_FEEDS):
            assert collected(path.read_bytes()).source.error == "", path.name


def pages() -> Iterator[Any]:
    yield pytest.param([], id="ours")
    for name in PAGES if SHARED else ():
        found = [p for p in files(SHARED / name) if p.name.endswith((".html", ".html.gz"))]
        yield pytest.param(found, id=f"shared-{name}")


@pytest.mark.parametrize("paths", list(pages()))
def test_every_page_gives_text_or_says_why(paths: list[Path]) -> None:
    bodies = [content_of(path) for path in paths] or [b"<p>" + b"Words of a page. " * 20]
    for body in bodies:
        started = time.monotonic()
        found = extract(body, "https://site.example/page")
        assert time.monotonic() - started < 20
        assert found.text or found.note
        assert "\x00" not in found.text + found.title


# ---------------------------------------------------------------------- feed-rs expects


@pytest.mark.parametrize("path", sorted(DATA.glob("feed_rs/*/*.serde.json")), ids=lambda p: p.name)
def test_feed_rs_expectations(path: Path) -> None:
    expected = json.loads(path.read_text("utf-8"))
    stem = path.name.removesuffix(".serde.json")
    (body,) = (p for p in path.parent.glob(f"{stem}.*") if not p.name.endswith(".serde.json"))
    found = collected(body.read_bytes())
    told = expected["entries"]
    if len({json.dumps(e["links"]) + json.dumps(e["title"]) for e in told}) == len(told):
        assert len(found.entries) == len(told)
    for entry, want in zip(found.entries, told, strict=False):
        if want["title"]:
            assert entry.title == one_line(plain_text(want["title"]["content"]))
        when = want["published"] or want["updated"]
        if when and when > "1990":
            assert entry.published_at == datetime.fromisoformat(when).replace(microsecond=0)
        links = [urljoin(FEED, link["href"]) for link in want["links"]]
        assert not links or entry.url in links or entry.url.partition("#")[2].startswith("entry-")


# ---------------------------------------------------------------------- feedparser agrees


def feedparser_sets() -> Iterator[Any]:
    yield pytest.param(sorted((DATA / "feedparser").rglob("*.xml")), id="copied")
    if SHARED:
        yield pytest.param(sorted((SHARED / "feedparser").rglob("*.xml")), id="shared-feedparser")
        for name in ("feedjira", "feed_rs", "netnewswire", "ai_company_feeds", "miniflux"):
            paths = [p for p in files(SHARED / name) if p.suffix in (".xml", ".rss", ".atom")]
            yield pytest.param(paths, id=f"shared-{name}")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("paths", list(feedparser_sets()))
def test_feedparser_agrees_on_id_link_title_and_dates(paths: list[Path]) -> None:
    counts: Counter[tuple[str, bool]] = Counter()
    for path in paths:
        body = path.read_bytes()
        headers = http_headers(body)
        parsed = feedparser.parse(io.BytesIO(body), response_headers=headers).entries
        theirs = [entry for entry in parsed if any(entry.get(name) for name in CONTENT)]
        ours = collect(AnyUrl(body, headers), Source(url=FEED), now=NOW).entries
        counts["number", len(theirs) == len(ours)] += 1
        if len(theirs) == len(ours):
            for entry, want in zip(ours, theirs, strict=True):
                base = urljoin(FEED, headers.get("content-location", ""))
                counts.update(agreement(entry, want, base, guessed=is_guessed(body)))
    for field in ("number", "id", "link", "title", "date"):
        good, bad = counts[field, True], counts[field, False]
        assert good > 0, field
        assert good / (good + bad) >= 0.98, f"{field}: {good} of {good + bad}"


def http_headers(body: bytes) -> dict[str, str]:
    """The `Header:` lines of feedparser's tests."""
    told = re.findall(rb"^Header:\s+([^:\n]+):(.+)$", body, re.MULTILINE)
    return {name.decode().strip().lower(): value.decode().strip() for name, value in told}


def is_guessed(body: bytes) -> bool:
    """Whether feedparser has to guess the encoding; it gets Japanese and Korean wrong."""
    try:
        body.decode("utf-8")
    except UnicodeError:
        return True
    return False


def agreement(entry: Any, want: Any, base: str, *, guessed: bool) -> Iterator[tuple[str, bool]]:
    known = entry.external_id.partition(":")[0] in ("arxiv", "doi", "youtube", "x")
    if want.get("id") and not known:
        yield (
            "id",
            entry.external_id in (want.id, one_line(want.id))
            or want.id.endswith(entry.external_id),
        )
    if want.get("link") and urljoin(base, want.link).startswith(("http:", "https:")):
        link = re.sub(r"\s", "%20", urljoin(base, want.link).strip())
        yield "link", link in (entry.url, entry.url.partition("#entry-")[0])
    title = one_line(plain_text(want.get("title", "")))
    if title and not guessed:
        yield "title", title == one_line(plain_text(entry.title)) or title in entry.title
    keys = [k for k in ("published_parsed", "created_parsed", "updated_parsed") if k in want]
    when = next((want[key] for key in keys if want[key]), None)
    # feedparser takes 2020/1/10 for the first of the month in which it is read
    misread = re.match(r"\d{4}/\d", want.get("published") or "")
    if when and when.tm_year >= 1990 and not misread:
        yield "date", entry.published_at == datetime.fromtimestamp(calendar.timegm(when), UTC)


# ---------------------------------------------------------------------- encodings

CODECS = {
    "Big5": "big5hkscs", "CP932": "cp932", "EUC-JP": "euc_jp", "EUC-KR": "cp949",
    "GB2312": "gb18030", "KOI8-R": "koi8-r", "SHIFT_JIS": "cp932", "UTF-16": "utf-16",
    "utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "windows-1251-russian": "cp1251",
}  # fmt: skip


def encoded_files() -> Iterator[Any]:
    folder = shared("data/chardet_feeds")
    for name, codec in CODECS.items() if folder else ():
        for path in files(folder / name):  # type: ignore[operator]
            yield pytest.param(path, codec, id=f"{name}-{path.name}")
    for path in sorted((DATA / "feedparser" / "illformed" / "chardet").glob("*.xml")):
        codec = {"eucjp": "euc_jp", "euckr": "cp949", "gb2312": "gb18030", "shiftjis": "cp932"}
        if path.stem in codec:
            yield pytest.param(path, codec[path.stem], id=path.name)


@pytest.mark.parametrize("header", ["", "text/xml; charset=ISO-8859-1"])
@pytest.mark.parametrize(("path", "codec"), list(encoded_files()))
def test_old_encodings_are_decoded_as_they_are(path: Path, codec: str, header: str) -> None:
    body = path.read_bytes()
    assert decode(body, header) == body.decode(codec).removeprefix("\ufeff")


# ---------------------------------------------------------------------- damage

SEED = (DATA / "feed_rs" / "rss2" / "rss_2.0_ghost_2.xml").read_bytes()


@given(st.binary(max_size=300))
def test_any_bytes_give_an_answer(body: bytes) -> None:
    found = collected(body)
    assert found.source.error_code in ("", "not_a_feed")


@given(st.integers(0, len(SEED)), st.integers(0, 400), st.binary(max_size=40))
def test_a_damaged_feed_gives_an_answer(start: int, gone: int, put: bytes) -> None:
    found = collected(SEED[:start] + put + SEED[start + gone :])
    assert found.source.error_code in ("", "not_a_feed")
    assert found.source.error or found.entries or found.notes


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["items", "url", "title", "id", "authors", "content_html", "version", "date_published"]), inner, max_size=4), max_leaves=15))  # fmt: skip
def test_any_json_gives_an_answer(value: Any) -> None:
    found = collected(json.dumps(value))
    assert found.source.error_code in ("", "not_a_feed")


def test_a_response_in_a_wrong_charset_is_still_utf8() -> None:
    body = '<rss version="2.0"><channel><title>日本語の題名</title></channel></rss>'.encode()
    page = Response(FEED, 200, {"content-type": "text/xml; charset=ISO-8859-1"}, body)
    assert decode(page.body, page.content_type).count("日本語の題名") == 1
