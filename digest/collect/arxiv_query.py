"""Queries of the arXiv API, as URLs: from what people write, by days, by page. Pure.

https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, quote, unquote_plus, urlencode, urlsplit

API = "https://export.arxiv.org/api/query"
RSS = "https://rss.arxiv.org/atom/"
PAGE_SIZE = 100
# https://arxiv.org/category_taxonomy; a list, so that example.com is no category
_ARCHIVES = (
    "astro-ph|cond-mat|cs|econ|eess|gr-qc|hep-(?:ex|lat|ph|th)|math(?:-ph)?|nlin|nucl-(?:ex|th)"
    "|physics|q-bio|q-fin|quant-ph|stat"
)
_CATEGORY = re.compile(rf"(?:cat:)?((?:{_ARCHIVES})(?:\.[A-Za-z-]{{2,17}})?)", re.ASCII)
_LISTED = re.compile(r"/(?:list|archive|rss|atom)/([\w.+-]+)")
_FIELD = re.compile(r"(?:all|ti|au|abs|co|jr|cat|rn|id):\S")
_QUERY = re.compile(r"(?<=[?&]search_query=)[^&]*")
_START = re.compile(r"(?<=[?&]start=)\d+")
_CATEGORIES = re.compile(r"cat:[\w.-]+(?: OR cat:[\w.-]+)*")


def query_url(text: str) -> str:
    """The API query that a category, a search, a category's page or a query URL means; "" for none.

    cs.CL, cat:cs.CL, "cat:cs.CL AND abs:retrieval", https://arxiv.org/list/cs.CL/recent,
    https://export.arxiv.org/api/query?...
    """
    text = text.strip()
    parts = urlsplit(text)
    if parts.scheme in ("http", "https"):
        if not f".{parts.hostname or ''}".endswith(".arxiv.org"):
            return ""
        if parts.path.rstrip("/") == "/api/query":
            return text
        listed = _LISTED.match(parts.path) if parts.hostname != "rss.arxiv.org" else None
        return _search("+OR+".join(f"cat:{c}" for c in listed[1].split("+"))) if listed else ""
    if match := _CATEGORY.fullmatch(text):
        return _search(f"cat:{match[1]}") if "." in text or text.startswith("cat:") else ""
    return _search(quote(text, safe=":()\"'")) if _FIELD.search(text) and "//" not in text else ""


def _search(query: str) -> str:
    order = {"sortBy": "submittedDate", "sortOrder": "descending"}
    window = {"start": 0, "max_results": PAGE_SIZE}
    return f"{API}?search_query={query}&{urlencode(order | window)}"


def paper_url(arxiv_id: str) -> str:
    """The API query for one paper (2611.01234, with or without a version)."""
    return f"{API}?{urlencode({'id_list': arxiv_id})}"


def is_stream(url: str) -> bool:
    """Whether a query asks for the newest papers from the first on, so that it can be cut by days.

    Other queries (an id, another order, a part of a list) are asked as they are.
    """
    asked = parse_qs(urlsplit(url).query)
    words = asked.get("search_query", [""])[0]
    return (
        bool(words)
        and "submittedDate:" not in words
        and asked.get("sortBy") == ["submittedDate"]
        and asked.get("sortOrder") == ["descending"]
        and asked.get("start") == ["0"]
        and asked.get("max_results") == [str(PAGE_SIZE)]
    )


def submitted(url: str, since: datetime, now: datetime) -> str:
    """The same query for papers that were first submitted on these days; UTC, whole days."""
    days = f"{since:%Y%m%d}0000+TO+{now + timedelta(days=1):%Y%m%d}0000"
    return _QUERY.sub(lambda m: f"%28{m[0]}%29+AND+submittedDate:%5B{days}%5D", url, count=1)


def page_from(url: str, start: int) -> str:
    """The page of a query that begins with this paper, counted from 0."""
    return _START.sub(str(start), url, count=1)


def announcements(url: str) -> str:
    """The feed of today's announcements for a query of categories alone; "" for any other."""
    words = unquote_plus((_QUERY.search(url) or [""])[0])
    if not _CATEGORIES.fullmatch(words):
        return ""
    return RSS + "+".join(part.removeprefix("cat:") for part in words.split(" OR "))
