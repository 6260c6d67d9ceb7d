"""What every number or name of a sentence belongs to, weighed by how near it stands. Pure.

Sources: what stands before without another number between, or behind after "for", "in", の;
lists pair one by one ("A and B score 5 and 7"); それぞれ takes over the order of what came before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.check.features import KANA, Feature, features
from digest.check.rows import Bag, Item, pair_lists, take_over

__all__ = ["LONG", "MANY", "VERB", "Bag", "Item", "contexts"]

VERB = "verb"  # the kind of items that have objects
PAST = 0.35  # what is left of a weight for every other item between
CLAIMED = 0.35  # of what a preposition binds to the item before
OWNED = 12  # characters of "valuation of about 3"
LEAST = 0.03
LONG, MANY = 1200, 40  # characters and items of what is no sentence, but a table or worse

_AND = re.compile(r" ?(?:と|や|and|or|または) ?(?:約)?")
_ENGLISH_CLAUSE = re.compile(
    r"[;:]|, | and | but | while | whereas | against | versus | vs\.? | compared with | compared to | although | than ",
    re.IGNORECASE,
)
_HARD = re.compile(
    r"; |, (?:while|whereas|but|against|compared|although)\b| but | while | whereas ", re.IGNORECASE
)
_BEHIND = re.compile(
    r"^(?:[- ][a-z/-]+){0,2},? (?:for|on|in|of|with|by|at|per|from|to|under|among|when|using|without|a|against|via|after|before)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"^[ -]?[a-z-]*$", re.IGNORECASE)  # "340 robots"
_JAPANESE_STOP = re.compile(r"[、。]")
_ATTACHED = re.compile(
    r"^(?:[^はがをでに、。]{0,4}の|もの|だった|である|であった)?[一-龥々ァ-ヺーA-Za-z]*$"
)
_ATTRIBUTE = re.compile(r"^(?:[^はがを、。]{0,4}の)?[一-龥々ァ-ヺーA-Za-z]*$")
_TOPIC = re.compile(r"^[一-龥々ァ-ヺーA-Za-z0-9]*(?:で|に|と|から)?は")
_OF_ITS_OWN = re.compile(r"\s?(?:of|is|was|at|=|:)\s(?:about |only )?[$€£¥]?\d")
_HEADS = re.compile(
    r"(?:^|[,;:(] |\band |while |whereas )(?:only |about |some |just |around |nearly )?$",
    re.IGNORECASE,
)
_IS_TOPIC = re.compile(r"^[^はがを、。\d]{0,6}[はが](?![一-龥]*、)")


def contexts(text: str, items: Sequence[Item], more: Sequence[Feature] = ()) -> tuple[Bag, ...]:
    """For every item of a folded sentence its keys with their weights; empty for long text."""
    if len(text) > LONG or len(items) > MANY:
        return tuple({} for _ in items)
    known, weigh = (*features(text), *more), _japanese if KANA.search(text) else _english
    bags = [_bag(text, item, items, known, weigh) for item in items]
    pair_lists(text, items, known, bags)
    take_over(text, items, bags)
    return tuple(bags)


def _bag(
    text: str, item: Item, items: Sequence[Item], known: Sequence[Feature], weigh: object
) -> Bag:
    bag: Bag = {}
    for one in known:
        if one.start < item.end and item.start < one.end:
            continue
        near = weigh(text, one, item, items)  # type: ignore[operator]
        if near * one.weight > max(bag.get(one.key, 0.0), LEAST):
            bag[one.key] = near * one.weight
    return bag


def _between(items: Sequence[Item], item: Item, start: int, end: int) -> list[Item]:
    return [
        i
        for i in items
        if i.kind == item.kind and start <= i.start and i.end <= end and i.start not in item.then
    ]


def _japanese(text: str, one: Feature, item: Item, items: Sequence[Item]) -> float:
    if one.end <= item.start:
        gap = text[one.end : item.start]
        past = len(_between(items, item, one.end, item.start))
        apart = 0.5 if item.kind == "name" and "は、" not in gap else 0.85
        near = PAST**past * apart ** gap.count("、") * 0.4 ** gap.count("。")
        before = [i for i in items if i.end <= one.start]
        if before and "、" in gap and _tops(text, item) and _tops(text, before[0]):
            near *= CLAIMED
        owned = text[before[-1].end : one.start] if before else "、"
        if gap and before and (_ATTRIBUTE.match(owned) or _topical(text, before[-1], owned)):
            near *= CLAIMED
        if past and _TOPIC.match(text[one.end :]) and "一方" not in gap:
            later = sum(gap.count(mark) for mark in ("は、", "では", "には"))
            near = max(near, 0.5 * 0.5**later)
        return near
    item = _last_of_list(text, item, items)
    gap = text[item.end : one.start]
    if _between(items, item, item.end, one.start):
        return 0.0 if _JAPANESE_STOP.search(gap) else 0.6 if _tops(text, item) else 0.05
    if any(i.start == one.end for i in items):  # 4カ国の成人2,310人
        return 0.15
    if item.kind == VERB:
        return 0.05 if _JAPANESE_STOP.search(gap) else 0.3
    if _ATTACHED.match(gap) or _topical(text, item, gap):
        return 0.8
    return 0.12 if _JAPANESE_STOP.search(gap) else 0.45


def _last_of_list(text: str, item: Item, items: Sequence[Item]) -> Item:
    """The last of "4B and 1.7B students": what stands behind it belongs to all of them."""
    for other in items:
        if other.kind == item.kind and _AND.fullmatch(text[item.end : other.start]):
            item = other
    return item


def _topical(text: str, item: Item, behind: str) -> bool:
    """Whether what follows speaks of the item: 12%は…を認める、"""
    return bool(_IS_TOPIC.match(text[item.end :])) and not _JAPANESE_STOP.search(behind)


def _tops(text: str, item: Item) -> bool:
    return item.kind == "name" and bool(_IS_TOPIC.match(text[item.end :]))


def _heads(text: str, item: Item, behind: str) -> bool:
    """Whether an item begins a clause that goes on to there: "61% allow summaries"."""
    return bool(_HEADS.search(text[: item.start])) and not _ENGLISH_CLAUSE.search(behind)


def _english(text: str, one: Feature, item: Item, items: Sequence[Item]) -> float:
    if one.end <= item.start:
        gap = text[one.end : item.start]
        past = len(_between(items, item, one.end, item.start))
        clauses = len(_ENGLISH_CLAUSE.findall(gap))
        near = PAST**past * 0.8**clauses * 0.5 ** len(_HARD.findall(gap))
        before = [i for i in items if i.kind == item.kind and i.end <= one.start]
        owned = text[before[-1].end : one.end] if before else ""
        names = item.kind != VERB and len(gap) < OWNED and _OF_ITS_OWN.match(text, one.end)
        claimed = _claims(item, owned) and not names
        if not past and before and (claimed or _heads(text, before[-1], owned)):
            near *= CLAIMED
        return near
    item = _last_of_list(text, item, items)
    gap = text[item.end : one.start]
    if _between(items, item, item.end, one.start):
        return 0.05
    if item.kind == VERB:  # its object
        apart = 0.3 ** len(_HARD.findall(gap))
        return float(0.9 * apart * 0.6 ** len(_ENGLISH_CLAUSE.findall(gap)))
    if _bound(text[item.end : one.end]):
        next_one = _OF_ITS_OWN.match(text, one.end) and not _OWN.match(text[item.end : one.end])
        return CLAIMED if next_one else 1.0
    if _heads(text, item, gap):
        return 0.9
    return 0.15 if _ENGLISH_CLAUSE.search(gap) else 0.5


def _claims(item: Item, behind: str) -> bool:
    """Whether what follows the item before an item belongs to that: objects to their verb."""
    return not _ENGLISH_CLAUSE.search(behind) if item.kind == VERB else _bound(behind)


def _bound(behind: str) -> bool:
    """Whether the last word of what follows an item belongs to it: "24% of claims"."""
    apart = _HARD.search(behind) or re.search(r"[;:,]| and ", behind)
    return not apart and bool(_OWN.match(behind) or _BEHIND.match(behind))
