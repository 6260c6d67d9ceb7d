"""What of the two weeks before may tell the same news as an article of a week. Pure.

Evidence within a week is looked for among that week's articles alone, so that no week changes
by what came before it. Across the border only pairs with an article of the week count.
Sketching texts is the costly part of grouping, so only texts that share a sentence with one of
the week are sketched: what is copied from far back costs next to nothing where nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from digest.headlines import same_launch, same_news, same_title
from digest.kinship import (
    CROWD,
    WINDOW_DAYS,
    Pair,
    Told,
    apart,
    index,
    near_text,
    same_link,
    same_text,
    same_work,
)
from digest.retold import TRANSLATED_DAYS, titled, translated

WEEKS = 2  # before a week: 14 days before its first moment
READ = 4000  # characters of a text in which sentences are looked for
SENTENCE = 20  # characters from which one says something
BEFORE = "(前の週の記事)"
_END = re.compile(r"[。．.!?！？\n]+")
_BY_WORDS = (same_work, titled, same_link, same_title, same_news, same_launch)
_BY_TEXT = (same_text, near_text)


def across(
    told: Sequence[Told], before: Sequence[Told], issued: AbstractSet[int]
) -> Iterator[Pair]:
    """Pairs of a week's article and an earlier one, as indices into [*told, *before].

    Also pairs of earlier ones of which an issue has told one (issued: article ids): so it is
    known that the other was told too.
    """
    if not before:
        return
    everybody = [*told, *before]
    texts = [*range(len(told)), *(len(told) + i for i in _sharing(told, before))]
    found = [(pair, TRANSLATED_DAYS) for pair in translated(everybody)]
    found += [(pair, WINDOW_DAYS) for find in _BY_WORDS for pair in find(everybody)]
    some = [everybody[i] for i in texts]
    for find in _BY_TEXT if len(some) > len(told) else ():
        found += [((texts[a], texts[b], why), WINDOW_DAYS) for a, b, why in find(some)]
    for (one, other, why), days in found:
        a, b = everybody[one], everybody[other]
        new = one < len(told), other < len(told)
        telling = any(new) or a.article.id in issued or b.article.id in issued
        if telling and not all(new) and apart(a, b) <= days:
            yield one, other, f"{why}{BEFORE}"


def _sharing(told: Sequence[Told], before: Sequence[Told]) -> list[int]:
    """Indices of the earlier ones that have a sentence of some article of the week."""
    new = len(told)
    shared: set[int] = set()
    for found in index(_sentences(t.article.text) for t in (*told, *before)).values():
        if found[0] < new <= found[-1] and len(found) <= CROWD:
            shared.update(i - new for i in found if i >= new)
    return sorted(shared)


def _sentences(text: str) -> frozenset[int]:
    pieces = (piece.strip() for piece in _END.split(text[:READ]))
    return frozenset(hash(piece) for piece in pieces if len(piece) >= SENTENCE)
