"""Articles that tell one piece of news become one story. Pure; nothing is deleted.

Evidence, strongest first: the same work (arXiv, DOI, ...), the same text, the same title with
overlapping text, nearly the same text, a link to the same primary source under a shared name,
titles that say the same within days. The primary source leads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from digest.kinship import Told, near_text, same_link, same_news, same_text, same_title, same_work
from digest.primary import lead_order
from storage.records import Article, Story

EVIDENCE = (same_work, same_text, same_title, near_text, same_link, same_news)


def stories(articles: Sequence[Article]) -> tuple[Story, ...]:
    """Group articles; every article is in exactly one story, in the order of first appearance.

    Story.reason says in Japanese why its articles belong together; "" for a single one.
    """
    told = [Told(article) for article in articles]
    groups = _Groups(len(told))
    for find in EVIDENCE:
        for one, other, reason in find(told):
            groups.join(one, other, reason)
    return tuple(_story([told[i].article for i in members], why) for members, why in groups.all())


def _story(members: list[Article], reasons: Sequence[str]) -> Story:
    lead, *others = lead_order(members)
    key = f"a{min(article.id for article in members)}"
    return Story(key, lead, tuple(others), "・".join(dict.fromkeys(reasons)) if others else "")


class _Groups:
    """Union-find over indices, with the reasons of each join."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._why: defaultdict[int, list[str]] = defaultdict(list)

    def _root(self, i: int) -> int:
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def join(self, one: int, other: int, reason: str) -> None:
        low, high = sorted((self._root(one), self._root(other)))
        if low != high:
            self._parent[high] = low
            self._why[low] += [*self._why.pop(high, []), reason]

    def all(self) -> Iterator[tuple[list[int], list[str]]]:
        members: defaultdict[int, list[int]] = defaultdict(list)
        for i in range(len(self._parent)):
            members[self._root(i)].append(i)
        for root, indices in members.items():
            yield indices, self._why[root]
