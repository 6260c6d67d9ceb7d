"""The primary source that a story only links to: a paper, a vendor's page, a repository. Pure.

A post or an article tells what somebody else published, and that page was not collected. It
becomes 参考 before the article itself. Rather none than a wrong one: where an article links to
several, or does not speak of what it links to, nothing is proposed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from digest.canonical import untracked, url_key, work_id
from digest.primary import REPOSITORIES, VENDORS
from storage.records import Article, Link, Story

WHY = "記事のリンク先(本文は未収集)"
PAPER, VENDOR, REPOSITORY = range(3)
_PAPER_SITES = (
    "aclanthology.org",
    "openreview.net",
    "proceedings.mlr.press",
    "proceedings.neurips.cc",
)
# First segments of addresses on code sites and vendors' sites that tell of no single thing.
_NO_THING = """about account api apps blog careers community company contact docs events explore features help
jobs join legal login marketplace models news newsletter orgs policies pricing privacy products
research search security settings signup sponsors spaces status support terms topics"""
_PLACES = frozenset(_NO_THING.split())
_OF_PAPER = re.compile(r"arxiv|論文|研究|paper|preprint|stud(?:y|ies)|researchers", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{3,}|\d+(?:\.\d+)+")
_COMMON = "the and for with from new its our how what why introducing announcing update"
_DULL = frozenset(_COMMON.split())
HEAD = 600  # characters of a text that say what it is about


@dataclass(frozen=True, slots=True)
class _Told:
    """A linked page. links: how many articles of the story link to it."""

    url: str
    rank: int
    links: int


def linked(story: Story) -> str:
    """The address of the primary source, as the article gives it; "" where there is none."""
    if _is_primary(story.lead):
        return ""
    told = list(_candidates(story.articles))
    for rank in (PAPER, VENDOR, REPOSITORY):
        group = [one for one in told if one.rank == rank]
        most = max((one.links for one in group), default=0)
        leading = [one for one in group if one.links == most]
        spoken = [one for one in leading if _speaks_of(story.lead, one)]
        if len(spoken) == 1 and (len(leading) == 1 or rank != PAPER):
            return spoken[0].url
    return ""


def links(stories: Sequence[Story], known: Mapping[str, str]) -> dict[str, Link]:
    """Story key → its linked primary source. known: url_key → title of stored articles.

    What another story of the issue is about stands there and not here.
    """
    own = {a.url_key or url_key(a.url): s.key for s in stories for a in s.articles}
    found = {story.key: linked(story) for story in stories}
    return {
        key: Link(untracked(url), known.get(url_key(url), ""), "primary", reason=WHY)
        for key, url in found.items()
        if url and url_key(url) not in own
    }


def _is_primary(article: Article) -> bool:
    host = _host(article.url)
    return article.kind in ("paper", "release") or _is_vendor(host) or host in REPOSITORIES


def _candidates(articles: Sequence[Article]) -> Iterator[_Told]:
    own = {article.url_key or url_key(article.url) for article in articles}
    first: dict[str, str] = {}
    count: Counter[str] = Counter()
    for article in articles:
        given = {url_key(link): link for link in reversed(article.links) if _is_web(link)}
        count.update(given.keys())
        first = given | first  # as the lead writes it
    for key, url in first.items():
        rank = _rank(url)
        if rank is not None and key not in own:
            yield _Told(url, rank, count[key])


def _rank(url: str) -> int | None:
    """What kind of primary source an address is; None for what is none."""
    host, path = _host(url), [part for part in urlsplit(url).path.split("/") if part]
    if work_id(url).startswith(("arxiv:", "doi:")) or (host in _PAPER_SITES and path):
        return PAPER
    if host.startswith(("support.", "help.", "status.")):
        return None
    named = len(path) >= 2 and (path[0].lower() not in _PLACES or len(path[-1]) > 8)
    if host in REPOSITORIES:
        return REPOSITORY if len(path) >= 2 and path[0].lower() not in _PLACES else None
    return VENDOR if _is_vendor(host) and named else None


def _speaks_of(lead: Article, one: _Told) -> bool:
    """Whether a story is about what it links to. A post says little else."""
    if lead.kind == "post":
        return True
    head = f"{lead.title} {lead.text[:HEAD]}"
    if one.rank == PAPER:
        return bool(_OF_PAPER.search(head))
    parts = urlsplit(one.url)
    slug = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1])
    wanted = set(_WORD.findall(slug.lower())) - _DULL
    return bool(wanted & set(_WORD.findall(lead.title.lower())))


def _is_vendor(host: str) -> bool:
    return any(host == vendor or host.endswith(f".{vendor}") for vendor in VENDORS)


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://")) and bool(_host(url))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
