"""What did not change and a Japanese claim says rose, fell or is better. Pure.

A clause of the English source that says so is meant where the claim's clause has most of its
words and no other clause that goes the claim's way shares as much with it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check import compare
from digest.check.contexts import LONG
from digest.check.degree import MORE, Degree, degrees
from digest.check.direction import TABLE
from digest.check.features import KANA, Feature, features
from digest.check.levels import NUMBER, Clause, Levels, akin
from digest.check.quantity import Quantity

ALONE = 2.0  # how much more than with any other clause
COVERED = 0.5  # or share of the clause's words that the claim must have
LEAD = 1.25  # how much more it must share with it than with any that goes its way
LEAST = 1.2  # and how much at all
EFFECT, PERMITTED = "effect", "permitted"

_SPLIT = re.compile(
    r"。|(?:[がしりえけちみびきれ]|ており|(?<!よっ)(?<!比べ)(?<!とっ)(?<!おい)て|一方)、"
)
_SAME = re.compile(
    r"変わら|同じ(?!よう|く)|同等|同程度|横ばい|据え置|並[ぶみん]|維持|保[たっち]|とどま|不変|まま|[ぁ-ん]ない|ず(?:に|、)|なかっ|ません|[果響化差い善上]は?(?:ほとんど)?(?:無|な[いしか])"
)
_CHANGED = re.compile(
    r"増|減|上昇|上が|上げ|上回|下回|高ま|伸び|伸ば|拡大|膨ら|低下|下落|落ち|下が|下げ|短縮|縮|削|悪化|改善|向上|劣化|急|早ま|速ま"
)
_COMPARED = re.compile(r"より|[にと]比べ|ほうが|方が|以前|従来|前年|昨年|先月")
_IF = re.compile(
    r"^[ぁ-ん]{0,4}(?:ても|でも|ると|すと|うと|くと|れば|たら|ように|ため|場合|とき|際)"
)
_BECAME = re.compile(r"[くに]?な(?:った|り|る|っ)|[くに]した|[ぁ-ん]?感じ")
_EFFECT = re.compile(
    r"抑え|効果があ|効いた|効く|影響(?:す|し|を(?:与え|及ぼ))|役立|役に立|貢献|左右|(?:効果|恩恵)が(?:大き|高|出|見ら)"
)
_MEASURE = re.compile(
    r"(?:率|数|割合|費|時間|額|度|性能|スコア|得点|性|量|価格|料金|コスト|水準|値)$"
)
_PERMITTED = re.compile(r"認めら|認めて(?!いな)|許可|許され|可能|でき(?:る|た)|含まれ")
_SOME = re.compile(r"[一-龥]く(?=な[っるり])")
_EACH = re.compile(r"[^、。]{0,3}(?:あたり|当たり|ごと|につき)|[月年]")
_TOPIC = re.compile(r"([^ぁ-ん、。])[はがも]")
_UP, _DOWN, _BETTER, _WORSE = (
    next(re.compile(rf"(?<![A-Za-z-])(?:{words})") for axis, sign, words in TABLE if (axis, sign) == one)
    for one in (("size", 1), ("size", -1), ("value", 1), ("value", -1))
)  # fmt: skip
_TURN = re.compile(r"\bfrom\b.*\bto\b|\binstead of\b|\bagainst\b|\bcompared\b|\bversus\b", re.I)


@dataclass(frozen=True, slots=True)
class Words:
    """What a claim's clause names. topic: the keys of the noun of which it says something."""

    keys: dict[str, float]
    topic: frozenset[str]
    general: bool  # a measure that anything may have


@dataclass(frozen=True, slots=True)
class Level:
    """A claim's word of change where its source has none."""

    start: int
    end: int
    right: str
    shown: str


def changed(
    text: str, numbers: Sequence[Quantity], more: Sequence[Feature], source: Levels
) -> Iterator[Level]:
    """The words of change of a folded Japanese claim whose source says that nothing changed."""
    if not source.some or len(text) > LONG or not KANA.search(text):
        return
    known = (*features(text), *more)
    for word in _words_of_change(text):
        start, end = _around(text, word)
        if word.denied or _SAME.search(text, start, end) or not _is_change(text, word, start):
            continue
        own = _words(text, known, numbers, (start, word.start, end))
        inside = (q for q in numbers if start <= q.start and q.end <= end)
        told = [q for q in inside if q.raw != 1 and not _EACH.match(text, q.end)]  # 1ユーザー
        best = _best(own, told, word, source)
        if best:
            yield Level(word.start, word.end, best.level, best.line)


def _words_of_change(text: str) -> Iterator[Degree]:
    yield from degrees(text)
    for pattern, kind in ((_EFFECT, EFFECT), (_SOME, EFFECT), (_PERMITTED, PERMITTED)):
        for match in pattern.finditer(text):
            yield Degree(kind, 1, *match.span(), match[0], False)


def _words(
    text: str, known: Sequence[Feature], numbers: Sequence[Quantity], place: tuple[int, int, int]
) -> Words:
    start, at, end = place
    keys = {f.key: f.weight for f in known if start <= f.start and f.end <= end}
    keys |= akin(keys)
    keys |= {f"#{q.value:.6g}": NUMBER for q in numbers if start <= q.start and q.end <= end}
    topic = max((m.end(1) for m in _TOPIC.finditer(text, start, at)), default=0)
    some = {f.key: 1.0 for f in known if topic and f.end == topic}
    general = bool(topic and _MEASURE.search(text, start, topic))
    return Words(keys, frozenset(some | akin(some)), general)


def _around(text: str, word: Degree) -> tuple[int, int]:
    """The clause of a word."""
    start = max((m.end() for m in _SPLIT.finditer(text, 0, word.start)), default=0)
    after = _SPLIT.search(text, word.end)
    return start, after.start() if after else len(text)


def _is_change(text: str, word: Degree, start: int) -> bool:
    if _IF.match(text[word.end :]):
        return False
    became = (
        word.kind in (EFFECT, PERMITTED)
        or _CHANGED.search(word.word)
        or _BECAME.match(text, word.end)
    )
    return bool(became or _COMPARED.search(text, start, word.start))


def _best(own: Words, numbers: Sequence[Quantity], word: Degree, source: Levels) -> Clause | None:
    """The clause that a claim's clause tells again, if it says that nothing changed."""
    scores = [_score(own.keys, clause, source) for clause in source.clauses]
    fit = [
        n
        for n, clause in enumerate(source.clauses)
        if clause.level
        and clause.permitted == (word.kind == PERMITTED)
        and (not clause.way or (word.kind == MORE and clause.way == word.sign))
        and all(_has(clause, q) for q in numbers)
        and not _same_way(clause.text.replace(clause.level, ""), word)
    ]
    if not fit:
        return None
    best = max(fit, key=lambda n: scores[n])
    top, clause = scores[best], source.clauses[best]
    others = [
        (score, c)
        for n, (score, c) in enumerate(zip(scores, source.clauses, strict=True))
        if n != best
    ]
    covered = _covered(own.keys, clause)
    alone = _alone(own, clause, source)
    rivals = [
        score
        for score, other in others
        if _goes(other, word) and not alone and not _sister(own, other, clause, covered)
    ]
    if top < LEAST or top < LEAD * max(rivals, default=0.0):
        return None
    most = max((score for score, _ in others), default=0.0)
    about = bool(own.topic & clause.keys.keys()) and top >= most
    return clause if about or alone or top >= ALONE * most or covered >= COVERED else None


def _alone(own: Words, clause: Clause, source: Levels) -> bool:
    """Whether what a claim says it of stands in no other clause."""
    common = own.topic & clause.keys.keys()
    return bool(common) and not own.general and all(source.spread[key] == 1 for key in common)


def _sister(own: Words, other: Clause, clause: Clause, covered: float) -> bool:
    """Whether a clause of the same sentence has less of its own in the claim."""
    return other.line == clause.line and covered >= max(COVERED, LEAD * _covered(own.keys, other))


def _has(clause: Clause, number: Quantity) -> bool:
    return any(compare.same(q, number) for q in clause.numbers)


def _score(own: dict[str, float], clause: Clause, source: Levels) -> float:
    many = len(source.clauses) + 1
    common = own.keys() & clause.keys.keys()
    whole = {key.partition(":")[2] or key[1:] for key in common if key[0] != "^"}
    return sum(
        own[key] * math.log(many / source.spread[key])
        for key in common
        if key[0] != "^" or not any(word.startswith(key[1:]) for word in whole)
    )


def _covered(own: dict[str, float], clause: Clause) -> float:
    words = clause.words
    return sum(bool(keys & own.keys()) for keys in words) / len(words) if words else 0.0


def _goes(clause: Clause, word: Degree) -> bool:
    """Whether a clause may be where a claim's word comes from."""
    if clause.level:
        return False
    other = word.kind != MORE and (_UP.search(clause.text) or _DOWN.search(clause.text))
    value = _BETTER.search(clause.text) or _WORSE.search(clause.text)
    return bool(other or value or _same_way(clause.text, word) or _TURN.search(clause.text))


def _same_way(text: str, word: Degree) -> bool:
    up, down = (_UP, _DOWN) if word.kind == MORE else (_BETTER, _WORSE)
    return bool((up if word.sign > 0 else down).search(text))
