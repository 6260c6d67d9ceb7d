"""Kind `hackernews`: stories of Hacker News that match a query and have enough points.

https://hn.algolia.com/api: search_by_date gives the newest first, at most 1,000; a story passes
the threshold days after it was posted, so the last WINDOW_DAYS are asked each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from digest.collect.collected import Collected, Reading, ask
from digest.collect.entries import finish
from digest.collect.page import read_page
from digest.collect.parsed import MAX_ENTRIES, Draft
from digest.collect.sheets import Sheet, ask_sheets
from digest.collect.values import count_of, moment_of, objects_of, read_json_answer, text_of
from digest.errors import FetchError, SourceError, UsageError
from digest.fetch import Fetch, Response
from digest.identity import url_key
from digest.text import one_line
from storage.records import Entry, Source

API = "https://hn.algolia.com/api/v1/"
ITEM = "https://news.ycombinator.com/item?id="
POINTS = 50  # a threshold where none is given
WINDOW_DAYS = 7
_SHEET = 100
_SHORT = re.compile(r"hn:\s*(.*?)\s*(?:points\s*>=?\s*(\d{1,6}))?\s*", re.IGNORECASE)
_LISTS = {"": "front_page", "/news": "front_page", "/front": "front_page", "/best": "story"}
_LISTS |= {"/newest": "story", "/show": "show_hn", "/shownew": "show_hn", "/ask": "ask_hn"}


def query_url(text: str) -> str:
    """The API query that words, a search or a list of Hacker News mean; "" for none.

    "hn:LLM agents points>=100", https://hn.algolia.com/?q=LLM, https://news.ycombinator.com/show,
    https://hn.algolia.com/api/v1/search_by_date?query=LLM&numericFilters=points%3E%3D100
    """
    text = text.strip()
    if (short := _SHORT.fullmatch(text)) and short[1]:
        return _search(query=short[1], points=int(short[2] or POINTS))
    parts = urlsplit(text)
    host, path = parts.hostname or "", parts.path.rstrip("/")
    asked = dict(parse_qsl(parts.query))
    if host == "hn.algolia.com" and path.startswith("/api/v1/search"):
        return _whole(asked)
    if host == "hn.algolia.com" and (words := asked.get("q") or asked.get("query")):
        return _search(query=words)
    if host == "news.ycombinator.com" and path == "/from" and asked.get("site"):
        return _whole({"query": asked["site"], "restrictSearchableAttributes": "url"})
    if host == "news.ycombinator.com" and path in _LISTS:
        return _search(tags=_LISTS[path])
    return ""


def title_of(url: str) -> str:
    """What a source of this query is called: its words and its threshold."""
    asked = dict(parse_qsl(urlsplit(url).query))
    least = re.search(r"points>=?(\d+)", asked.get("numericFilters", ""))
    words = one_line(asked.get("query") or asked.get("tags", ""), 100)
    return f"Hacker News: {words}" + (f" ({least[1]} points)" if least else "")


def _search(query: str = "", points: int = POINTS, tags: str = "story") -> str:
    return _whole({"query": query, "tags": tags, "numericFilters": f"points>={points}"})


def _whole(asked: Mapping[str, str]) -> str:
    """With what the collector needs: stories, a threshold, big pages; never an own page."""
    usual = {"tags": "story", "numericFilters": f"points>={POINTS}"}
    query = {k: v for k, v in (usual | dict(asked)).items() if v and k != "page"}
    if "points" not in query["numericFilters"]:
        query["numericFilters"] += f",points>={POINTS}"
    query["hitsPerPage"] = str(_SHEET)
    return f"{API}search_by_date?{urlencode(query, safe=',')}"


def item_id(url: str) -> str:
    """The id in the address of one item; "" for any other."""
    parts = urlsplit(url)
    if parts.hostname != "news.ycombinator.com" or parts.path != "/item":
        return ""
    told = dict(parse_qsl(parts.query)).get("id", "")
    return told if re.fullmatch(r"\d{1,12}", told) else ""


def collect_hackernews(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask a query for its stories, or one item. Raises FetchError, SourceError, UsageError."""
    if known := item_id(source.url):
        found = ask(fetch, source, read_item, now=now, url=f"{API}items/{known}")
        return replace(found, entries=tuple(_with_page(fetch, e) for e in found.entries))
    url = query_url(source.url)
    if not url:
        hint = "Give hn:WORDS, a search of hn.algolia.com or a list of news.ycombinator.com."
        raise UsageError(f"{source.url!r} is no query of Hacker News.", hint)
    if "created_at" not in url:
        day = (now - timedelta(days=WINDOW_DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
        url = url.replace(
            "numericFilters=", f"numericFilters=created_at_i%3E{int(day.timestamp())},", 1
        )
    return ask_sheets(fetch, source, url, read_hits, now=now)


def read_hits(response: Response) -> Sheet:
    """A page of stories. Raises SourceError for an error of the API or another shape."""
    data = read_json_answer(response, "Hacker News")
    if not isinstance(data, Mapping) or not isinstance(data.get("hits"), list):
        said = one_line(text_of(data.get("message"))) if isinstance(data, Mapping) else ""
        raise SourceError(
            f"Hacker News refused the query: {said or 'its answer holds no stories'}.",
            "Correct the query.",
        )
    listed = data["hits"][:MAX_ENTRIES]
    drafts = [draft_of(hit) for hit in objects_of(listed)]
    once, again = _once(drafts)
    entries, notes = finish(once, ITEM, "en")
    left = (
        (len(listed) - len(drafts), "stories that are no objects were left out."),
        (again, "stories on a page that another one has were left out."),
        (len(data["hits"]) - len(listed), f"were left out after the first {MAX_ENTRIES:,}."),
    )
    notes += tuple(f"{count:,} {words}" for count, words in left if count)
    words = one_line(text_of(data.get("query")), 100)
    reading = Reading(f"Hacker News: {words}" if words else "Hacker News", "en", entries, notes)
    return Sheet(reading, count_of(data.get("nbHits")) or 0, _next(response.url, data))


def _next(url: str, data: Mapping[str, Any]) -> str:
    """The URL of the page after this one."""
    page, pages = count_of(data.get("page")), count_of(data.get("nbPages"))
    if page is None or pages is None or page + 1 >= pages:
        return ""
    return re.sub(r"&page=\d+", "", url) + f"&page={page + 1}"


def draft_of(hit: Mapping[str, Any]) -> Draft:
    """A hit or an item of the API; the story's own page, else its discussion."""
    known = text_of(hit.get("objectID")) or text_of(hit.get("id"))
    talk = ITEM + known if re.fullmatch(r"\d{1,12}", known) else ""
    link = text_of(hit.get("url")).strip()
    return Draft(
        link=link or talk,
        guid="" if link else talk,
        title=text_of(hit.get("title")) or text_of(hit.get("story_title")),
        body=text_of(hit.get("story_text")) or text_of(hit.get("text")),
        authors=() if link else (text_of(hit.get("author")),),  # who posted it did not write it
        published=moment_of(hit.get("created_at")),
        points=count_of(hit.get("points")),
        more_links=(talk,) if talk and link else (),
    )


def _once(drafts: list[Draft]) -> tuple[list[Draft], int]:
    """One story for one page, the one with the most points; how many were left out."""
    kept: dict[str, Draft] = {}
    for draft in sorted(drafts, key=lambda d: -(d.points or 0)):
        kept.setdefault(url_key(draft.link) if draft.link else f"{id(draft)}", draft)
    chosen = {id(draft) for draft in kept.values()}
    return [d for d in drafts if id(d) in chosen], len(drafts) - len(kept)


def read_item(response: Response) -> Reading:
    """One item as a Reading. Raises SourceError where it was deleted or is a comment."""
    data = read_json_answer(response, "Hacker News")
    item = data if isinstance(data, Mapping) else {}
    if not text_of(item.get("title")):
        raise SourceError(
            "The item of Hacker News is a comment, or was deleted.", "Give a story's address."
        )
    entries, notes = finish([draft_of(item)], ITEM, "en")
    return Reading("Hacker News", "en", entries, notes)


def _with_page(fetch: Fetch, entry: Entry) -> Entry:
    """The story with the text of its own page, where that can be read."""
    if entry.text or entry.url.startswith(ITEM):
        return entry
    try:
        (page,) = tuple(_page_entries(fetch, entry.url))
    except (FetchError, SourceError, ValueError):
        return entry
    links = tuple(dict.fromkeys((*entry.links, *page.links)))
    return replace(page, url=entry.url, url_key=entry.url_key, points=entry.points, links=links)


def _page_entries(fetch: Fetch, url: str) -> Iterator[Entry]:
    yield from read_page(fetch(url)).entries
