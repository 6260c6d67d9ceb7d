"""続報: which stories of a week go on from an item of an earlier issue, and why. Pure.

Precise rather than complete. Evidence, strongest first: grouped with it, the same work (arXiv, DOI, a post), a
link to what the earlier item reported, a link that both have, names that both titles bear.
Links and names are the same in Japanese and English, so it works across languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from digest.canonical import untracked, url_key, work_id
from digest.names import marked, names, small_words
from digest.summarize.terms import cosine, terms, vectors
from storage.records import Article, Link, Pick, Story

HEAD = 1000  # characters of a text that count beside the title
TITLE_WEIGHT = 3
READ = 3000  # characters of a text that tell which words are no names
ROUNDUP = 3  # an article that links to more stories than this is a roundup, not one of them
FEW = 3  # a link or name of more stories than this tells nothing
ALIKE = 0.25  # cosine from which one shared name is enough; tried on the feeds of 20 companies


@dataclass(frozen=True, slots=True)
class Past:
    """An item of an earlier issue, as its readers saw it."""

    week: str
    story_key: str
    headline: str
    articles: tuple[Article, ...]  # its primary source first

    def link(self, role: str, reason: str = "") -> Link:
        """To its primary source."""
        lead = self.articles[0]
        address = untracked(lead.url)
        title = self.headline.strip() or lead.title.strip() or address
        return Link(address, title, role, lead.id or None, self.week, reason)


@dataclass
class _Told:
    """A story, old or new, with what is compared of it."""

    articles: Sequence[Article]

    @cached_property
    def works(self) -> frozenset[str]:
        found = (work_id(t) for a in self.articles for t in (a.url, a.external_id))
        return frozenset(filter(None, found))

    @cached_property
    def pages(self) -> frozenset[str]:
        return frozenset(a.url_key or url_key(a.url) for a in self.articles)

    @cached_property
    def links(self) -> frozenset[str]:
        return frozenset(url_key(link) for a in self.articles for link in a.links) - self.pages

    def names(self, small: frozenset[str]) -> frozenset[str]:
        """Those of the titles."""
        return frozenset().union(*(names(article.title, small) for article in self.articles))

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The words of the addresses: a publisher's own name is in all of its titles."""
        hosts = (urlsplit(article.url).hostname or "" for article in self.articles)
        return frozenset(word for host in hosts for word in host.replace("-", ".").split("."))

    @cached_property
    def document(self) -> list[str]:
        lead = self.articles[0]
        return terms(lead.title) * TITLE_WEIGHT + terms(lead.text[:HEAD])


def followed(chosen: Sequence[Pick], past: Sequence[Past]) -> Mapping[str, Link]:
    """Story key → the newest earlier item that the story goes on from, with the reason."""
    new = [_Told(pick.story.articles) for pick in chosen]
    old = [_Told(item.articles) for item in past]
    order = sorted(range(len(past)), key=lambda i: past[i].week, reverse=True)
    evidence = _Evidence(new, old)
    out: dict[str, Link] = {}
    for place, pick in enumerate(chosen):
        own = {article.id for article in pick.story.articles}
        reasons = (
            (i, _again(pick.story, past[i]) or evidence.reason(place, i))
            for i in order
            if past[i].articles[0].id not in own
        )
        found = next(((i, why) for i, why in reasons if why), None)
        if found is not None:
            out[pick.story.key] = past[found[0]].link("earlier", found[1])
    return out


def _again(story: Story, past: Past) -> str:
    """Why a story tells what an earlier item told, where that was found when it was grouped."""
    known = {article.id for article in past.articles} & {a.id for a in story.earlier}
    return f"前回の記事と同じ話題({story.reason})" if known else ""


class _Evidence:
    """What is rare among the stories at hand, and reasons that rest on it."""

    def __init__(self, new: Sequence[_Told], old: Sequence[_Told]) -> None:
        self._new, self._old = new, old
        everything = [*new, *old]
        small = small_words(a.text[:READ] for told in everything for a in told.articles)
        self._own = [told.names(small) for told in everything]
        self._names = Counter(name for own in self._own for name in own)
        self._links = Counter(link for told in everything for link in told.links)
        known = Counter(page for told in old for page in told.pages | told.works)
        self._roundups = [len(told.links & known.keys()) > ROUNDUP for told in new]
        self._vectors = vectors(told.document for told in everything)

    def reason(self, place: int, i: int) -> str:
        """Why a new story goes on from an old one, or ""."""
        return next(self._reasons(place, i), "")

    def _reasons(self, place: int, i: int) -> Iterator[str]:
        a, b = self._new[place], self._old[i]
        if work := min(a.works & b.works, default=""):
            yield f"前回と同じ論文・投稿({work})を扱う"
        if self._roundups[place]:
            return
        shared = self._shared(place, len(self._new) + i)
        named = _written(shared, a)
        if shared and a.links & (b.pages | b.works):
            yield f"前回の記事を参照している(共通の名前: {named})"
        if shared and any(
            self._links[link] <= FEW and _specific(link) for link in a.links & b.links
        ):
            yield f"前回と同じページを参照している(共通の名前: {named})"
        if self._enough(shared, place, i):
            yield f"題名に共通の名前がある({named})"

    def _enough(self, shared: set[str], place: int, i: int) -> bool:
        """Whether shared names alone tell: two with one that is no common word, or likeness too."""
        sure = any(map(marked, shared))
        if len(shared) < (1 if sure else 2):
            return False
        pair = self._vectors[place], self._vectors[len(self._new) + i]
        return (sure and len(shared) >= 2) or cosine(*pair) >= ALIKE

    def _shared(self, one: int, other: int) -> set[str]:
        """Names in both titles that few stories bear, without that of a publisher of both."""
        told = [*self._new, *self._old]
        own = told[one].hosts & told[other].hosts
        both = self._own[one] & self._own[other]
        return {name for name in both - own if self._names[name] <= FEW}


def _written(shared: set[str], told: _Told) -> str:
    """Names as the titles write them."""
    titles = unicodedata.normalize("NFKC", " ".join(article.title for article in told.articles))
    found = (re.search(re.escape(name), titles, re.IGNORECASE) for name in sorted(shared))
    return "、".join(match[0] for match in found if match)


def _specific(key: str) -> bool:
    """Whether a key names one page and not a home page or a list."""
    last = key.rpartition("/")[2]
    return ":" in key.partition("/")[0] or (key.count("/") > 1 and len(last) > 6)
