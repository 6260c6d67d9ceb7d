"""Articles that tell one piece of news become one story. Pure; nothing is deleted.

Evidence, strongest first: the same work (arXiv, DOI, ...), the same text, the same title with
overlapping text, nearly the same text, a link to the same primary source under a shared name,
titles that say the same within days. The primary source leads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from digest.headlines import same_launch, same_news, same_title
from digest.kinship import Told, near_text, same_link, same_text, same_work
from digest.lookback import across
from digest.primary import lead_order
from digest.retold import titled, translated
from storage.records import Article, Story

BY_HAND = "人がまとめた"
EVIDENCE = (
    same_work,
    translated,
    same_text,
    same_title,
    near_text,
    titled,
    same_link,
    same_news,
    same_launch,
)


Taught = Mapping[tuple[int, int], bool]  # (smaller article id, larger) → one story or two


def stories(
    articles: Sequence[Article],
    taught: Taught = MappingProxyType({}),
    *,
    before: Sequence[Article] = (),
    issued: AbstractSet[int] = frozenset(),
) -> tuple[Story, ...]:
    """Group articles; every article is in exactly one story, in the order of first appearance.

    Story.reason says in Japanese why its articles belong together; "" for a single one. What a
    person taught wins over all evidence: two that were told apart are never joined, not by way
    of a third either.

    before: articles of the two weeks before. One that tells the same is of the story too; where
    a past issue told one of these (issued: their ids), they are Story.earlier instead.
    """
    groups = _joined(articles, before, taught, issued)
    everybody, new = [*articles, *before], len(articles)
    return tuple(
        _story(
            [everybody[i] for i in mine], [everybody[i] for i in members if i >= new], why, issued
        )
        for members, why in groups
        if (mine := [i for i in members if i < new])
    )


def _joined(
    articles: Sequence[Article], before: Sequence[Article], taught: Taught, issued: AbstractSet[int]
) -> Iterator[tuple[list[int], list[str]]]:
    """Indices into [*articles, *before] that belong together, with the reasons of each join."""
    told, old = [Told(article) for article in articles], [Told(article) for article in before]
    place = {article.id: i for i, article in enumerate([*articles, *before])}
    known = [
        (place[one], place[other], together)
        for (one, other), together in taught.items()
        if one in place and other in place
    ]
    apart = [(one, other) for one, other, together in known if not together]
    groups = _Groups(len(told) + len(old), apart)
    for one, other, together in known:
        if together:
            groups.join(one, other, BY_HAND)
    for find in EVIDENCE:
        for one, other, reason in find(told):
            groups.join(one, other, reason)
    for one, other, reason in across(told, old, issued):
        groups.join(one, other, reason)
    return groups.all()


def _story(
    mine: list[Article], old: list[Article], reasons: Sequence[str], issued: AbstractSet[int]
) -> Story:
    """mine: of the week, which give the key, so that each week has its own."""
    key = f"a{min(article.id for article in mine)}"
    earlier = tuple(old) if any(article.id in issued for article in old) else ()
    lead, *others = lead_order(mine if earlier else [*mine, *old])
    why = "・".join(dict.fromkeys(reasons)) if others or earlier else ""
    return Story(key, lead, tuple(others), why, earlier=earlier)


class _Groups:
    """Union-find over indices, with the reasons of each join; `apart` never come together."""

    def __init__(self, size: int, apart: Sequence[tuple[int, int]]) -> None:
        self._parent = list(range(size))
        self._why: defaultdict[int, list[str]] = defaultdict(list)
        self._apart = apart

    def _root(self, i: int) -> int:
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def join(self, one: int, other: int, reason: str) -> None:
        low, high = sorted((self._root(one), self._root(other)))
        if low != high and not self._forbidden(low, high):
            self._parent[high] = low
            self._why[low] += [*self._why.pop(high, []), reason]

    def _forbidden(self, low: int, high: int) -> bool:
        return any({self._root(a), self._root(b)} == {low, high} for a, b in self._apart)

    def all(self) -> Iterator[tuple[list[int], list[str]]]:
        members: defaultdict[int, list[int]] = defaultdict(list)
        for i in range(len(self._parent)):
            members[self._root(i)].append(i)
        for root, indices in members.items():
            yield indices, self._why[root]
