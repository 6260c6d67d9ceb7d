"""Changes of which only the source has the numbers: 「遅延は短くなった」, from 38 to 52 there. Pure.

Of the source's changes that one is meant which is about what stands around the claim's word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from digest.check import compare
from digest.check.changes import Change
from digest.check.contexts import VERB, Bag, Item, contexts
from digest.check.degree import MORE, Degree, degrees, lies
from digest.check.direction import HIGHER_IS_BETTER, LOWER_IS_BETTER, SIZE, TABLE
from digest.check.factors import is_multiple
from digest.check.features import KANA, Feature
from digest.check.gaps import is_apart, size_at
from digest.check.placing import Placed
from digest.check.quantity import Quantity
from digest.check.sides import Side
from digest.check.units import CURRENCY_SIGNS

LEAST = 0.55  # how well the words around must fit
MARGIN = 0.35  # and how much better than for a change that goes the same way
SENTENCE = 0.6  # for the one sentence that the claim tells again
OWN = 1.0  # for a number that the claim gives too

_CHANGE = re.compile(
    r"増|減|上昇|上が|上げ|高ま|伸び|伸ば|拡大|膨ら|延び|延ば|低下|下落|下が|下げ|短縮|縮|削|落ち|落と|悪化|改善|向上|劣化|急騰|急落|なっ|した"
)
_CLAUSE = re.compile(r"。|[がしりにれでけは]、|一方|ため")
_PLAIN = frozenset(["", "n", "name"])
_MEASURES = (
    (frozenset(["%"]) | _PLAIN, re.compile(r"率|割合|比率|シェア|精度|正答")),
    (frozenset(["sec", "month"]), re.compile(r"時間|日数|期間|遅延|待ち|レイテンシ|年数")),
    (
        frozenset(CURRENCY_SIGNS.values()) | _PLAIN,
        re.compile(
            r"価格|料金|費(?!やす)|額|単価|値段|売上|利益|コスト|収入|収益|予算|賃金|給与|報酬|株価"
        ),
    ),
)
UP, DOWN = (
    next(re.compile(rf"(?<![A-Za-z-])(?:{words})") for axis, sign, words in TABLE if (axis, sign) == (SIZE, way))
    for way in (1, -1)
)  # fmt: skip
_BETTER = re.compile(r"改善|向上|improv|better", re.IGNORECASE)
_WORSE = re.compile(r"悪化|劣化|worse|degrad|deteriorat", re.IGNORECASE)
_RANK = re.compile(r"\d\s?位|順位|ランキング")  # less is up
_BECAME = re.compile(r"[くに]?な(?:った|り|る)|[くに]した")
_PAST = re.compile(
    r"前年|昨年|前期|前回|以前|従来|前作|先代|前世代|前の|年前|月前|導入前|これまで|それまで"
)

Told = Sequence[tuple[Change, str]]
_Best = dict[bool, tuple[float, Quantity, Quantity, str]]  # by whether it contradicts


def trends(
    text: str,
    numbers: Sequence[Quantity],
    turns: Told,
    placed: Sequence[Placed],
    skipped: Set[int],
    meant: str = "",
    more: Sequence[Feature] = (),
) -> Iterator[Side]:
    """The words of change of a folded Japanese sentence that a change of the source decides.

    meant: the sentence of the source that it tells again, where it is known; more: what else is known of its words.
    """
    words = [w for w in degrees(text) if w.start not in skipped and _is_change(text, w)]
    if not words or not turns or _RANK.search(text):
        return
    bags = {(p.text, p.item.start): p.bag for p in placed}
    around = contexts(text, [Item(VERB, w.start, w.end) for w in words], more)
    for word, bag in zip(words, around, strict=True):
        best: _Best = {}
        size = size_at(text, word, numbers)
        others = [q for w in degrees(text) if (q := size_at(text, w, numbers)) and q is not size]
        for (before, after), line in _left(turns, word, meant, others):
            sign = lies(word, after.family, text)
            if not sign or not _may_be(text, word, numbers, size, (before, after)):
                continue
            score = _score(bag, *(bags.get((line, q.start), {}) for q in (before, after)))
            if not score:
                continue
            score += SENTENCE * (line == meant) + OWN * _named(numbers, before, after)
            said, told = _value(text[: word.end], sign), _value(line, 0)
            wrong = said != told if said and told else (after.value - before.value) * sign < 0
            if score > best.get(wrong, (0.0,))[0]:
                best[wrong] = score, before, after, line
        yield from _decided(word, best)


def _decided(word: Degree, best: _Best) -> Iterator[Side]:
    top, other = best.get(True), best.get(False)
    if top and top[0] >= max(LEAST, MARGIN + (other[0] if other else 0.0)):
        yield Side(word, True, f"{top[1].text}→{top[2].text}", top[3])
    elif other and other[0] >= max(LEAST, MARGIN + (top[0] if top else 0.0)):
        yield Side(word, False, "", "")


def _is_change(text: str, word: Degree) -> bool:
    """Whether it says that something became so, or is so compared with before."""
    if word.denied:
        return False
    if _CHANGE.match(word.word) or _BECAME.match(text, word.end):
        return True
    return bool(_PAST.search(text, 0, word.start))


def _says(text: str, word: Degree) -> bool:
    """Whether a sentence has a word that goes the same way, whatever it says it of."""
    if KANA.search(text):
        return any(d.kind == word.kind and d.sign == word.sign for d in degrees(text))
    way = UP if word.sign > 0 else DOWN
    return word.kind == MORE and bool(way.search(text))


def _left(turns: Told, word: Degree, meant: str, others: Sequence[Quantity]) -> Told:
    """The changes that a word may tell: none whose difference another word tells (6万円増えた)."""
    says = _says(meant, word)
    return [
        ((a, b), line)
        for (a, b), line in turns
        if not (says and line != meant)
        and not any(q.family == a.family == b.family and is_apart(a, b, q) for q in others)
    ]


def _may_be(
    text: str, word: Degree, numbers: Sequence[Quantity], size: Quantity | None, turn: Change
) -> bool:
    """Whether a change is of the size, the number and the kind of measure that the claim tells."""
    before, after = turn
    if is_multiple(after) or is_multiple(before):
        return False
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, word.start)), default=0)
    near = [q for q in numbers if start <= q.start and q.end <= word.start and q is not size]
    if near and not _named(near[-1:], before, after):
        return False
    if size and not is_apart(before, after, size):
        return False
    return suits(text[start : word.start], after.family)


def suits(clause: str, family: str) -> bool:
    """Whether numbers of a family can be what a clause speaks of: money, time or shares."""
    kinds = [families for families, words in _MEASURES if words.search(clause)]
    return not kinds or any(family in families for families in kinds)


def _value(text: str, sign: int) -> int:
    """Whether something got better or worse, by its word or (with a sign) by its measure."""
    clause = _CLAUSE.split(text)[-1] if sign else text
    if sign:
        low, high = LOWER_IS_BETTER.search(clause), HIGHER_IS_BETTER.search(clause)
        return 0 if bool(low) == bool(high) else sign if high else -sign
    better, worse = _BETTER.search(clause), _WORSE.search(clause)
    return 0 if bool(better) == bool(worse) else 1 if better else -1


def _score(bag: Bag, *own: Bag) -> float:
    return sum(
        weight * max(one.get(key, 0.0) for one in own)
        for key, weight in bag.items()
        if key[0] not in "+-#"
    )


def _named(numbers: Sequence[Quantity], before: Quantity, after: Quantity) -> bool:
    """Whether the claim gives one of two numbers."""
    return any(compare.same(one, q) for q in numbers for one in (before, after))
