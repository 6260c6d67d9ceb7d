"""Every number, unit and date of a summary stands in its source, across notations. Pure.

What is not checked is listed in docs/checks.md, as small counts that a summary makes itself
(「3つの」); what numbers belong to is for relations.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from digest.check import (
    ages,
    amounts,
    compare,
    counters,
    derive,
    factors,
    fitting,
    implied,
    manifold,
    miscounts,
    misplaced,
    multiples,
    numbered,
    periods,
    quarters,
    reckon,
    relations,
    slips,
    stepped,
)
from digest.check.changes import Change
from digest.check.fold import Folded, blanked, fold, folded
from digest.check.idle import idle
from digest.check.passages import NG, OK, UNSURE, Passage, copied_from, written
from digest.check.quantities import quantities
from digest.check.quantity import Quantity
from digest.check.story import Source, source_of
from digest.check.told import Line
from digest.check.units import ANY, COUNT, NAMED
from storage.records import Article, Finding, Summary

CHECK = "numbers"
PLAIN = (ANY, COUNT, NAMED)
REASON_DERIVED = "計算で求めた数値"
SHOWN = 120  # of a whole sentence of it

_ALWAYS = re.compile(r"24時間(?:365日|体制|対応|営業)?|365日|100%(?:では|とは)")
_BEFORE = re.compile(r"前の?[年期月回]|昨年|去年|先月|前年度|以前")
_TIMES = re.compile(r"[ -]?(?:times|fold|x\b)(?! (?:a|an|per|each)\b)")


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """Numbers and dates that the story's articles do not have."""
    passages = list(written(summary, articles))
    if not passages:  # every sentence is the source's own
        return ()
    source = source_of(tuple(articles))
    return tuple(finding for passage in passages for finding in _of(passage, source))


def accepted(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """The numbers that stand in no article but follow from two that do: verdict OK, and how."""
    passages = list(written(summary, articles))
    source = source_of(tuple(articles))
    return tuple(
        passage.finding(CHECK, OK, f"{REASON_DERIVED}: {how}", words)
        for passage in passages
        for text in [fold(passage.text)]
        for words, quantity in _unknown(text, _own_numbers(text, source), source)
        if (how := _reckoned(passage, text, quantity, source))
    )


def _of(passage: Passage, source: Source) -> Iterator[Finding]:
    text = fold(passage.text)
    if copied_from(source.text, text.text):
        return
    found = _own_numbers(text, source)
    for words, quantity in _unknown(text, found, source):
        if not _reckoned(passage, text, quantity, source):
            yield _unsupported(passage, words, quantity, source)
    near = source.near(text.text)
    some = found if len(found) <= relations.MANY else ()
    for quantity, right in multiples.wrong(text.text, some, near.told.placed):
        words = text.slice(quantity.start, quantity.end).strip()
        yield passage.finding(
            CHECK, UNSURE, "倍率の不一致", words, right.words, right.shown[:SHOWN]
        )
    meant = near.told.aligner.meant(text.text, near.told.translated(text.text))
    for quantity, other in manifold.wrong(text.text, found, meant, near.told.placed):
        words = text.slice(quantity.start, quantity.end).strip()
        yield passage.finding(CHECK, UNSURE, "倍率の不一致", words, other.words, meant[:SHOWN])
    yield from amounts.check(passage, text, some, source)
    for wrong in miscounts.wrong(
        misplaced.read(text.text, found, near.told.translated(text.text)), near.named
    ):
        words, shown = text.slice(wrong.start, wrong.end).strip(), wrong.shown[:SHOWN]
        yield passage.finding(CHECK, UNSURE, "件数の不一致", words, wrong.right, shown)
    yield from numbered.twice(passage, text, found)
    yield from numbered.check(passage, text, source.text)
    yield from relations.check(passage, text, near.told)
    for (first, last), _ in periods.turned(text.text, source.periods):
        words = text.slice(first.start, last.end)
        meant = f"{text.slice(last.start, last.end)}から{text.slice(first.start, first.end)}"
        yield passage.finding(CHECK, UNSURE, "前後の入れ替わり", words, meant)
    yield from _times(passage, text, source)


def _times(passage: Passage, text: Folded, source: Source) -> Iterator[Finding]:
    """What the source says otherwise of when something was."""
    for day in source.calendar.missing(text.text):
        words = text.slice(day.start, day.end)
        yield passage.finding(CHECK, UNSURE, "原文に無い日付", words, "", source.calendar.shown())
    for time in source.clock.unknown(text.text):
        yield passage.finding(CHECK, UNSURE, "原文に無い数値", text.slice(time.start, time.end))
    for first, last in source.clock.turned(text.text):
        words = text.slice(first.start, last.end)
        yield passage.finding(CHECK, UNSURE, "前後の入れ替わり", words)


def _own_numbers(text: Folded, source: Source) -> list[Quantity]:
    """Without times of day, and without quarters that the source tells in another notation."""
    spans = [m.span() for m in _ALWAYS.finditer(text.text)]
    spans += quarters.spans(text.text, source.calendar.quarters)
    return quantities(blanked(text.text, spans + source.clock.spans(text.text)))


def _unknown(
    text: Folded, found: Sequence[Quantity], source: Source
) -> Iterator[tuple[str, Quantity]]:
    """The numbers that do not stand in the source, with their words."""
    for _, group in groupby(found, key=lambda quantity: quantity.start):
        readings = list(group)
        shares = [q for q in readings if q.family == "%"]  # 5人に1人 is no five
        readings = shares if len(shares) < len(readings) and shares else readings
        if not any(idle(text.text, q) or _supported(text.text, q, source) for q in readings):
            yield text.slice(readings[0].start, readings[0].end).strip(), readings[0]


def _reckoned(passage: Passage, text: Folded, quantity: Quantity, source: Source) -> str:
    """As _worked_out says; `check` and `accepted` both ask."""
    known, key = source.reckoned, (passage, quantity)
    if key not in known:
        known[key] = _worked_out(passage, text, quantity, source)
    return known[key]


def _worked_out(passage: Passage, text: Folded, quantity: Quantity, source: Source) -> str:
    """From which numbers the claim worked it out; "" if it did not."""
    near = source.near(text.text)
    own, placed = _own_numbers(text, source), near.told.placed
    if len(own) > relations.MANY:  # a table reckons nothing
        return ""
    mates = reckon.mates(own, placed, quantity)
    how = implied.told(text.text, near.implied, quantity) or _since(
        text.text, quantity, near.told.changes
    )
    how = how or implied.computed(text.text, near.told.pairs, quantity)
    if how := how or stepped.stepped(text.text, own, placed, quantity):
        return how
    borrowed = sum(counters.of_another_unit(text.text, q, source.like(q)) for q in own) > 1
    slip = slips.slips(quantity, source.like(quantity))
    if borrowed or slip:  # then only from its own and those beside
        how = reckon.reckoned(text.text, own, () if borrowed else mates, (), quantity)
        return how or reckon.complement(text.text, placed, quantity)
    quoted = [quantities(folded(e.quote)) for e in passage.evidence]
    groups: list[reckon.Group] = [(numbers, derive.SENTENCE) for numbers in quoted]
    groups.append(([q for numbers in quoted for q in numbers], derive.APART))
    groups += mates + reckon.nearest(text.text, placed, quantity)
    how = reckon.reckoned(text.text, own, groups, source.numbers, quantity)
    return how or reckon.complement(text.text, placed, quantity)


def _since(claim: str, wanted: Quantity, known: Sequence[tuple[Change, Line]]) -> str:
    """前年から3ポイントの上昇, of a sentence that does not say what rose."""
    told = fitting.is_distance(wanted) and _BEFORE.search(claim)
    pairs = [change for change, _ in known if told]
    fit = (p for p in pairs if p[0].family == "%" and derive.is_size(*p, wanted))
    return next((f"「{a.text}」と「{b.text}」の差" for a, b in fit), "") or stepped.size(
        claim, known, wanted
    )


def _supported(text: str, quantity: Quantity, source: Source) -> bool:
    if quantity.family == "x":  # a bare 3 is no 3倍
        return any(
            compare.same(o, quantity) and (o.family == "x" or _TIMES.match(source.text, o.end))
            for o in source.like(quantity)
        )
    if factors.told_inversely(quantity, source.numbers, source.text):
        return True
    if factors.told_as_share(quantity, source.numbers):
        return True
    if counters.of_another_size(quantity, source.like(quantity)):
        return False
    return (source.has(quantity) or ages.told(text, quantity, source.text)) or (
        not counters.of_another_unit(text, quantity, source.like(quantity))
        and slips.literally(quantity, source.text)
    )


def _unsupported(passage: Passage, words: str, quantity: Quantity, source: Source) -> Finding:
    """What is wrong: rounding, powers of ten, a unit, or simply not there."""
    like = source.like(quantity)
    sized = counters.of_another_size(quantity, like)
    near = [other for other in like if not sized and compare.rounded(other, quantity)]
    off = [other for other in like if compare.powers_off(other, quantity)]
    if near and not off:
        right, shown = near[0].text, source.shown(near[0])
        return passage.finding(CHECK, UNSURE, "約のない丸め", words, right, shown)
    if off:
        meant = min(off, key=lambda other: _unlikely(other, quantity))
        right = compare.expected(meant, quantity.family)
        return passage.finding(CHECK, NG, "桁違い", words, right, source.shown(meant))
    return _elsewhere(passage, words, quantity, source)


def _elsewhere(passage: Passage, words: str, quantity: Quantity, source: Source) -> Finding:
    for other in source.like(quantity):
        digits = any(c.isdigit() for c in other.text)  # "a fifth" is no 20%
        if digits and other.raw == quantity.raw and other.family not in PLAIN:
            right = compare.expected(other, other.family)
            return passage.finding(CHECK, NG, "単位違い", words, right, source.shown(other))
    return passage.finding(CHECK, UNSURE, "原文に無い数値", words)


def _unlikely(source: Quantity, summary: Quantity) -> tuple[bool, bool, float]:
    """Sorts what a wrong power of ten was meant to be: same unit, written large, ten times off."""
    ratio = max(source.value, summary.value) / (min(source.value, summary.value) or 1)
    return source.family != summary.family, not source.scaled, abs(ratio - 10)
