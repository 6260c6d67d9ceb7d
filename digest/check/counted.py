"""A count told otherwise than in the clause that tells the same of it: 「図鑑90冊」, 図鑑190冊 there. Pure.

Only where the source has that count of that counter nowhere, and the clause has one of the counter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.check.content import Read, Word
from digest.check.degree import degrees
from digest.check.exchange import Exchanged
from digest.check.parts import Part, Parts, parts

SURE = 0.8  # of what a claim's clause tells must stand in the clause
LEAST = 2.0  # and how much that must tell

_COUNTER = re.compile(r"[冊本回人件社位台枚店校頭戸基名組席便]|[かカヶ]所|[かカヶ]国")
_RECKONED = re.compile(
    r"以外|除[くい]|差|合わせ|合計|計|総|残り|残る|ほか|他の|全|両|各|ずつ|うち|半|倍|以内|最大|最小|約|およそ|ほど|程度|余り|あまり|近く|超|以上|未満|以下|前後|弱|強|第|目|さらに|もう|あと"
)


def counted(claim: Read, source: Parts) -> Iterator[Exchanged]:
    """The counts of a folded claim that its source gives otherwise."""
    for part in parts(claim):
        numbers = [w for w in part.words if w.kind[:1] == "#" and _counter(part, w)]
        if len(numbers) != 1 or _RECKONED.search(part.own) or any(degrees(part.own)):
            continue
        number = numbers[0]
        unit = _counter(part, number)
        rest = [w for w in part.about if w is not number]
        for n, share in enumerate(source.shares(rest)):
            other = source.all[n]
            there = [w for w in other.words if w.kind[:1] == "#" and _counter(other, w) == unit]
            told = sum(source.weight(w) for w in rest if n in source.where(w))
            if share < SURE or len(there) != 1 or told < LEAST or _has(number, unit, source):
                continue
            if _denies(part) != _denies(other):  # the rest of them
                continue
            yield Exchanged(number.start, number.end, there[0].text + unit, other.text)
            return


def _denies(part: Part) -> bool:
    return any(w.kind == "neg" for w in part.words)


def _counter(part: Part, number: Word) -> str:
    match = _COUNTER.match(part.text, number.end)
    return match[0] if match else ""


def _has(number: Word, unit: str, source: Parts) -> bool:
    """Whether the source gives this count of anything."""
    return any(
        w.keys == number.keys and _counter(p, w) == unit for p in source.all for w in p.words
    )
