"""Evidence that two articles tell the same news: each finder yields pairs with a reason. Pure.

Each costs about linear time: candidates come from dictionaries, whose crowded entries are
passed over, and only candidates are compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import combinations, pairwise
from typing import TypeVar
from urllib.parse import urlsplit

from digest.canonical import any_language, url_key, work_id
from digest.similarity import (
    containment,
    is_own_account,
    is_template,
    likeness,
    numbers_agree,
    shingles,
    sketch,
    title_words,
)
from digest.text import folded
from storage.records import Article

WINDOW_DAYS = 14
SAME_TEXT = 200  # folded characters from which equal texts say something
ALIKE = 0.7
HELD = 0.8
CROWD = 40  # a title word, link or shingle of more articles than this tells nothing
ROUNDUP_LINKS = 3  # an article that links to more stories than this is a roundup, not one of them
BUCKETS = 16  # of the sketch: two texts that are ALIKE share ALIKE_BUCKETS of these all but surely
ALIKE_BUCKETS = 4

T = TypeVar("T", bound=Hashable)
Pair = tuple[int, int, str]  # two indices and the reason in Japanese


@dataclass
class Told:
    """An article with what is compared of it, computed when first needed."""

    article: Article

    @cached_property
    def works(self) -> frozenset[str]:
        """Ids of the work behind it (digest.canonical.work_id)."""
        found = (work_id(self.article.url), work_id(self.article.external_id))
        return frozenset(filter(None, found))

    @cached_property
    def words(self) -> frozenset[str]:
        """Telling words of the title."""
        return title_words(self.article.title)

    @cached_property
    def hashes(self) -> frozenset[int]:
        """Shingles of the text."""
        return shingles(self.article.text)

    @cached_property
    def sketched(self) -> tuple[int, ...]:
        """The sketch of the shingles."""
        return sketch(self.hashes)

    @cached_property
    def links(self) -> frozenset[str]:
        """Keys of the pages that the text points to, in whichever language."""
        return frozenset(any_language(url_key(link)) for link in self.article.links) - {self.page}

    @cached_property
    def page(self) -> str:
        """Key of its own page, in whichever language."""
        return any_language(self.article.url_key)

    @cached_property
    def template(self) -> bool:
        """Whether unrelated articles have such titles."""
        return is_template(self.article.title)

    @cached_property
    def news(self) -> bool:
        """Whether it can be a report of somebody else's news: no series, trial or opinion."""
        return not (self.template or is_own_account(self.article.title))

    @property
    def at(self) -> datetime | None:
        """When it came out, or was first seen."""
        return self.article.published_at or self.article.first_seen_at


def same_work(told: Sequence[Told]) -> Iterator[Pair]:
    """One paper or post on several pages: arXiv and its mirrors, DOI, X, YouTube."""
    for work, found in index(t.works for t in told).items():
        kind = "論文" if work.startswith(("arxiv:", "doi:")) else "投稿・動画"
        yield from ((found[0], i, f"同じ{kind}({work})") for i in found[1:])


def same_text(told: Sequence[Told]) -> Iterator[Pair]:
    """Equal texts, under titles whose numbers agree; a publisher's own only under like titles."""
    texts = [folded(t.article.text) for t in told]
    for found in index((text,) if len(text) >= SAME_TEXT else () for text in texts).values():
        for one, other in pairwise(found):
            a, b = told[one], told[other]
            if not numbers_agree(a.article.title, b.article.title):
                continue
            if not one_voice(a, b) or _like_titles(a, b):
                yield one, other, "本文が同じ"


def _like_titles(a: Told, b: Told) -> bool:
    """Whether a publisher's two articles of one text are one, and no boilerplate under two titles."""
    return len(a.words & b.words) * 2 >= len(a.words | b.words)


def near_text(told: Sequence[Told]) -> Iterator[Pair]:
    """Texts that are edited copies, or one the beginning of the other."""
    long = [t.sketched[:BUCKETS] if len(t.hashes) >= SAME_TEXT - 50 else () for t in told]
    shared = Counter(p for found in index(long).values() for p in pairs_of(found))
    for (one, other), buckets in sorted(shared.items()):
        a, b = told[one], told[other]
        own = one_voice(a, b)
        may_be_alike = buckets >= ALIKE_BUCKETS and (not own or _like_titles(a, b))
        may_be_held = not own and bool(a.words & b.words)
        if not (may_be_alike or may_be_held) or apart(a, b) > WINDOW_DAYS:
            continue
        if not numbers_agree(a.article.title, b.article.title):
            continue
        if may_be_alike and (alike := likeness(a.sketched, b.sketched)) >= ALIKE:
            yield one, other, f"本文がほぼ同じ(類似度{alike:.2f})"
        elif may_be_held and containment(a.hashes, b.hashes) >= HELD:
            yield one, other, "一方の本文が他方に含まれる"


def same_link(told: Sequence[Told]) -> Iterator[Pair]:
    """One links to the other's page, or both to one page that few link to; names must agree."""
    pages = {t.page: i for i, t in enumerate(told)}
    pages |= {work: i for i, t in enumerate(told) for work in t.works}
    linking = [_tellers(t, pages) for t in told]
    rare = rare_words(t.words for t in told)
    for target, found in index(linking).items():
        hub = pages.get(target)
        if hub is None and not _specific(target):
            continue
        pairs = [(hub, i) for i in found if i != hub] if hub is not None else pairs_of(found)
        for one, other in pairs:
            a, b = told[one], told[other]
            if one_voice(a, b) or apart(a, b) > WINDOW_DAYS:
                continue
            paper = "paper" in (a.article.kind, b.article.kind)  # who reads it tells of it
            if not ((a.news and b.news) or paper or _like_titles(a, b)):
                continue
            if _named(a, b, rare, linked=hub is not None):
                what = "一方が他方を参照" if hub is not None else "同じ一次情報を参照"
                yield one, other, what


def _tellers(told: Told, pages: dict[str, int]) -> frozenset[str]:
    """The links of an article that can tell its story; none for a roundup of many."""
    stories_linked = {pages[link] for link in told.links if link in pages}
    if len(stories_linked) > ROUNDUP_LINKS:
        return frozenset()
    return told.links if len(told.links) <= CROWD else frozenset()


def _specific(target: str) -> bool:
    """Whether a key names one piece of work and not a home page or a list."""
    last = target.rpartition("/")[2]
    return ":" in target.partition("/")[0] or (target.count("/") > 1 and len(last) > 6)


def _named(a: Told, b: Told, rare: frozenset[str], *, linked: bool) -> bool:
    """Whether the two titles share a name, or one text begins with the other title's name."""
    shared = a.words & b.words
    if shared & rare or len(shared) >= (2 if linked else 3):
        return True
    openings = (f"{t.article.title} {t.article.text[:300]}".lower() for t in (a, b))
    names = ({w for w in t.words & rare if len(w) > 3 and w[0].isalpha()} for t in (b, a))
    return linked and any(
        any(name in opening for name in own) for opening, own in zip(openings, names, strict=True)
    )


def rare_words(all_words: Iterable[frozenset[str]]) -> frozenset[str]:
    """Words of few titles only: what may be a name."""
    listed = list(all_words)
    counts = Counter(word for words in listed for word in words)
    few = max(6, len(listed) // 50)
    return frozenset(word for word, n in counts.items() if n <= min(few, CROWD))


def short(told: Told) -> bool:
    """A teaser: too little text to contradict a title."""
    return len(told.article.text) < 300


def index(keys: Iterable[Iterable[T]]) -> dict[T, list[int]]:
    """Key → indices of those that have it, where at least two do."""
    found: defaultdict[T, list[int]] = defaultdict(list)
    for i, own in enumerate(keys):
        for key in own:
            found[key].append(i)
    return found


def pairs_of(found: Sequence[int]) -> Iterable[tuple[int, int]]:
    """All pairs of a list; none of a crowd, whose key tells nothing."""
    return combinations(found, 2) if 1 < len(found) <= CROWD else ()


def apart(a: Told, b: Told) -> float:
    """Days between two articles; 0 where a date is missing."""
    return abs((a.at - b.at).total_seconds()) / 86400 if a.at and b.at else 0.0


def one_voice(a: Told, b: Told) -> bool:
    """Whether one publisher wrote both: it tells its news once, a second article is other news."""
    mine, theirs = a.article.source_id, b.article.source_id
    if mine is not None and theirs is not None:
        return mine == theirs
    return urlsplit(a.article.url).hostname == urlsplit(b.article.url).hostname
