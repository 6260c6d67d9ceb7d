"""Evidence of titles that two articles tell the same news: equal ones, and ones that say the same. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log

from digest.kinship import (
    WINDOW_DAYS,
    Pair,
    Told,
    apart,
    index,
    one_voice,
    pairs_of,
    rare_words,
    short,
)
from digest.names import names, small_words
from digest.similarity import (
    containment,
    numbers,
    texts_agree,
    title_keys,
    title_names,
    without_site,
)

NEWS_DAYS = 4
LAUNCH_DAYS = 3
LAUNCH_TELLERS = 12  # a name that more titles announce is a topic
TITLES_ALIKE = 0.6
# Who is named in one title of a piece of news and left out of another.
_NAMED = (
    "openai anthropic google deepmind meta microsoft nvidia apple amazon aws mistral xai alibaba"
    " qwen deepseek cohere ibm intel amd sony ntt api llm"
)
_MAKERS = frozenset(_NAMED.split())
_LAUNCH = re.compile(
    r"発表|公開|リリース|提供開始|提供を開始|登場|買収|提携|提訴|出資"
    r"|\b(?:introduc|announc|launch|unveil|releas|debut|acquir|rais|partner|sues?\b|now available|out of)",
    re.IGNORECASE,
)


def same_title(told: Sequence[Told]) -> Iterator[Pair]:
    """Equal titles, with texts that overlap, or of two publishers and too short to contradict."""
    for found in index(title_keys(t.article.title) for t in told).values():
        for one, other in pairs_of(found):
            a, b = told[one], told[other]
            if apart(a, b) > WINDOW_DAYS:
                continue
            vague = not one_voice(a, b) and (short(a) or short(b))
            if (_distinct(a, b) and vague) or containment(a.hashes, b.hashes) >= 0.5:
                yield one, other, "題名が同じ"


def _distinct(a: Told, b: Told) -> bool:
    """Whether like titles say something: a template's only with texts that bear it out."""
    return not (a.template or b.template) or texts_agree(a.hashes, b.hashes)


def same_news(told: Sequence[Told]) -> Iterator[Pair]:
    """Titles in one language whose telling words agree, of different sources, days apart at most."""
    counts = Counter(word for t in told for word in t.words)
    weight = {word: log(1 + len(told) / n) for word, n in counts.items()}
    rare = rare_words(t.words for t in told)
    candidates = {
        p for found in index(t.words & rare for t in told).values() for p in pairs_of(found)
    }
    small = small_words(t.article.title for t in told)
    for one, other in sorted(candidates):
        a, b = told[one], told[other]
        if not _may_be_one_event(a, b) or _agreement(a, b, weight) < TITLES_ALIKE:
            continue
        if _distinct(a, b) and _names_agree(a, b, small):
            yield one, other, "題名がほぼ同じ"


def _names_agree(a: Told, b: Told, small: frozenset[str]) -> bool:
    """Whether two titles name something in common, and neither has what the other replaces."""
    mine, theirs = (title_names(t.article.title, small) for t in (a, b))
    shared = mine & theirs or any(len(w) > 2 and not w.isascii() for w in a.words & b.words)
    return bool(shared) and not (mine - theirs and theirs - mine) and _numbers_agree(a, b)


def _numbers_agree(a: Told, b: Told) -> bool:
    """Whether two titles have the same numbers, or one has none."""
    mine, theirs = numbers(a.article.title), numbers(b.article.title)
    return mine == theirs or not (mine and theirs)


def _may_be_one_event(a: Told, b: Told) -> bool:
    return (
        not one_voice(a, b)
        and a.news == b.news
        and a.article.language == b.article.language
        and "paper" not in (a.article.kind, b.article.kind)
        and apart(a, b) <= NEWS_DAYS
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
    return short(told) or sum(word in text for word in words) * 2 >= len(words)


def same_launch(told: Sequence[Told]) -> Iterator[Pair]:
    """Titles in any language that announce the very same names, which few others have."""
    small = small_words(t.article.title for t in told)
    named = [_announced(t, small) for t in told]
    counts = Counter(name for own in named for name in own)
    for found in index((own,) if own else () for own in named).values():
        for one, other in pairs_of(found):
            a, b = told[one], told[other]
            if min(counts[name] for name in named[one]) > LAUNCH_TELLERS or one_voice(a, b):
                continue
            near = apart(a, b) <= LAUNCH_DAYS and _distinct(a, b) and _numbers_agree(a, b)
            if near and _nothing_but_makers(a, b, small):
                yield one, other, f"同じ発表({'、'.join(sorted(named[one]))})"


def _nothing_but_makers(a: Told, b: Told, small: frozenset[str]) -> bool:
    """Whether all that one title names besides is who made it: no place where it arrives later."""
    mine, theirs = (title_names(t.article.title, small) for t in (a, b))
    return {name for name in mine ^ theirs if not _LAUNCH.search(name)} <= _MAKERS


def _announced(told: Told, small: frozenset[str]) -> frozenset[str]:
    """The names in a title that announces something; none of any other title."""
    title = without_site(told.article.title)
    if not told.news or not _LAUNCH.search(title):
        return frozenset()
    found = {name for name in names(title, small) if name.isascii() and not _LAUNCH.search(name)}
    return frozenset(n for n in found if not any(n != other and other in n for other in found))
