"""Evidence that two articles tell the same news: each finder yields pairs with a reason. Pure.

Each costs about linear time: candidates come from dictionaries, whose crowded entries are
passed over, and only candidates are compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import combinations, pairwise
from math import log
from typing import TypeVar
from urllib.parse import urlsplit

from digest.canonical import url_key, work_id
from digest.similarity import (
    containment,
    likeness,
    numbers_agree,
    shingles,
    sketch,
    title_keys,
    title_words,
)
from digest.text import folded
from storage.records import Article

WINDOW_DAYS = 14
NEWS_DAYS = 4
SAME_TEXT = 200  # folded characters from which equal texts say something
ALIKE = 0.7
HELD = 0.8
TITLES_ALIKE = 0.6
CROWD = 40  # a title word, link or shingle of more articles than this tells nothing
ROUNDUP_LINKS = 3  # an article that links to more stories than this is a roundup, not one of them
BUCKETS = 16  # of the sketch: two texts that are ALIKE share one of these all but surely

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
        """Keys of the pages that the text points to."""
        return frozenset(map(url_key, self.article.links)) - {self.article.url_key}

    @property
    def at(self) -> datetime | None:
        """When it came out, or was first seen."""
        return self.article.published_at or self.article.first_seen_at


def same_work(told: Sequence[Told]) -> Iterator[Pair]:
    """One paper or post on several pages: arXiv and its mirrors, DOI, X, YouTube."""
    for work, found in _index(t.works for t in told).items():
        kind = "論文" if work.startswith(("arxiv:", "doi:")) else "投稿・動画"
        yield from ((found[0], i, f"同じ{kind}({work})") for i in found[1:])


def same_text(told: Sequence[Told]) -> Iterator[Pair]:
    """Equal texts, under titles whose numbers agree."""
    texts = [folded(t.article.text) for t in told]
    for found in _index((text,) if len(text) >= SAME_TEXT else () for text in texts).values():
        for one, other in pairwise(found):
            if numbers_agree(told[one].article.title, told[other].article.title):
                yield one, other, "本文が同じ"


def same_title(told: Sequence[Told]) -> Iterator[Pair]:
    """Equal titles, with texts that overlap, or of two publishers and too short to contradict."""
    for found in _index(title_keys(t.article.title) for t in told).values():
        for one, other in _pairs(found):
            a, b = told[one], told[other]
            if _apart(a, b) > WINDOW_DAYS:
                continue
            vague = not _one_voice(a, b) and (_short(a) or _short(b))
            if vague or containment(a.hashes, b.hashes) >= 0.5:
                yield one, other, "題名が同じ"


def _short(told: Told) -> bool:
    """A teaser: too little text to contradict a title."""
    return len(told.article.text) < 300


def near_text(told: Sequence[Told]) -> Iterator[Pair]:
    """Texts that are edited copies, or one the beginning of the other."""
    long = [t.sketched[:BUCKETS] if len(t.hashes) >= SAME_TEXT - 50 else () for t in told]
    for one, other in sorted({p for found in _index(long).values() for p in _pairs(found)}):
        a, b = told[one], told[other]
        if _apart(a, b) > WINDOW_DAYS or not numbers_agree(a.article.title, b.article.title):
            continue
        alike, own = likeness(a.sketched, b.sketched), _one_voice(a, b)
        if alike >= ALIKE and (not own or a.words & b.words):
            yield one, other, f"本文がほぼ同じ(類似度{alike:.2f})"
        elif not own and a.words & b.words and containment(a.hashes, b.hashes) >= HELD:
            yield one, other, "一方の本文が他方に含まれる"


def same_link(told: Sequence[Told]) -> Iterator[Pair]:
    """One links to the other's page, or both to one page that few link to; names must agree."""
    pages = {t.article.url_key: i for i, t in enumerate(told)}
    pages |= {work: i for i, t in enumerate(told) for work in t.works}
    linking = [_tellers(t, pages) for t in told]
    rare = _rare(t.words for t in told)
    for target, found in _index(linking).items():
        hub = pages.get(target)
        if hub is None and not _specific(target):
            continue
        pairs = [(hub, i) for i in found if i != hub] if hub is not None else _pairs(found)
        for one, other in pairs:
            a, b = told[one], told[other]
            if _one_voice(a, b) or _apart(a, b) > WINDOW_DAYS:
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


def same_news(told: Sequence[Told]) -> Iterator[Pair]:
    """Titles in one language whose telling words agree, of different sources, days apart at most."""
    counts = Counter(word for t in told for word in t.words)
    weight = {word: log(1 + len(told) / n) for word, n in counts.items()}
    rare = _rare(t.words for t in told)
    candidates = {
        p for found in _index(t.words & rare for t in told).values() for p in _pairs(found)
    }
    for one, other in sorted(candidates):
        a, b = told[one], told[other]
        if _may_be_one_event(a, b) and _agreement(a, b, weight) >= TITLES_ALIKE:
            yield one, other, "題名がほぼ同じ"


def _may_be_one_event(a: Told, b: Told) -> bool:
    return (
        not _one_voice(a, b)
        and a.article.language == b.article.language
        and "paper" not in (a.article.kind, b.article.kind)
        and _apart(a, b) <= NEWS_DAYS
        and numbers_agree(a.article.title, b.article.title)
    )


def _agreement(a: Told, b: Told, weight: Mapping[str, float]) -> float:
    """The weighted share of title words in common, 0 to 1; 0 below four of them."""
    both, every = a.words & b.words, a.words | b.words
    if len(both) < 4 or not all(_bears_out(t, both) for t in (a, b)):
        return 0.0
    return sum(weight[word] for word in both) / sum(weight[word] for word in every)


def _bears_out(told: Told, words: frozenset[str]) -> bool:
    """Whether a text speaks of what its title shares with another; a teaser cannot tell."""
    text = told.article.text[:3000].lower()
    return _short(told) or sum(word in text for word in words) * 2 >= len(words)


def _rare(all_words: Iterable[frozenset[str]]) -> frozenset[str]:
    listed = list(all_words)
    counts = Counter(word for words in listed for word in words)
    few = max(6, len(listed) // 50)
    return frozenset(word for word, n in counts.items() if n <= min(few, CROWD))


def _index(keys: Iterable[Iterable[T]]) -> dict[T, list[int]]:
    """Key → indices of those that have it, where at least two do."""
    found: defaultdict[T, list[int]] = defaultdict(list)
    for i, own in enumerate(keys):
        for key in own:
            found[key].append(i)
    return found


def _pairs(found: Sequence[int]) -> Iterable[tuple[int, int]]:
    return combinations(found, 2) if 1 < len(found) <= CROWD else ()


def _apart(a: Told, b: Told) -> float:
    """Days between two articles; 0 where a date is missing."""
    return abs((a.at - b.at).total_seconds()) / 86400 if a.at and b.at else 0.0


def _one_voice(a: Told, b: Told) -> bool:
    """Whether one publisher wrote both: it tells its news once, a second article is other news."""
    mine, theirs = a.article.source_id, b.article.source_id
    if mine is not None and theirs is not None:
        return mine == theirs
    return urlsplit(a.article.url).hostname == urlsplit(b.article.url).hostname
