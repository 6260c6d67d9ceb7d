"""Right numbers in wrong relations: up for down, B to A for A to B, exchanged subjects. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from digest.check import (
    binding,
    changes,
    clauses,
    compare,
    compared,
    content,
    denials,
    derive,
    direction,
    exchange,
    facing,
    holders,
    ordering,
    placing,
    poles,
    replaced,
    retold,
    roles,
    subjects,
    unmoved,
)
from digest.check.direction import Direction
from digest.check.fold import Folded
from digest.check.measured import Measured, decide
from digest.check.passages import UNSURE, Passage
from digest.check.quantity import Quantity
from digest.check.told import Line, Told, read
from storage.records import Finding

CHECK = "numbers"
SHOWN = 120  # characters of a source sentence in a finding
_AGO = re.compile(r"(?:ほど|あまり)?前(?!倒)")
MANY = 24  # numbers of what is no sentence
AROUND = 30  # characters before a number that may name its measure
_KANA = re.compile(r"[ぁ-ん]")
WORDS = {1: "増・向上", -1: "減・悪化"}


def check(passage: Passage, text: Folded, source: Told) -> Iterator[Finding]:
    """What a claim says of its numbers and the source says otherwise; one finding a number."""
    claim = read(text.text)
    more = source.translated(claim.text)
    meant = source.aligner.meant(claim.text, more)
    measured = decide(claim.text, claim.numbers, source.measured, source.placed, meant, more)
    told: set[int] = set()
    own = content.read(claim.text, claim.numbers) if source.japanese else None
    alike = own is not None and ordering.confirmed(own, source.parts)
    for finding, place in (
        *_decided(passage, text, measured),
        *_backwards(passage, text, claim, source),
        *(() if alike else _turned(passage, text, claim, source, measured.sure)),
        *_exchanged(passage, text, claim, source),
        *_elsewhere(passage, text, claim, source),
        *_level(passage, text, claim, source),
        *_compared(passage, text, claim, source, measured.sure),
        *(() if alike else _opposite(passage, text, claim, source, measured.sure)),
        *(_retold(passage, text, own, source) if own is not None else ()),
    ):
        if place not in told:
            told.add(place)
            yield finding


def _decided(passage: Passage, text: Folded, measured: Measured) -> Iterator[tuple[Finding, int]]:
    for one in measured.wrong:
        words, shown = text.slice(one.start, one.end).strip(), one.shown[:SHOWN]
        yield passage.finding(CHECK, UNSURE, one.reason, words, one.right, shown), one.start


def _turned(
    passage: Passage, text: Folded, claim: Line, source: Told, sure: Set[int]
) -> Iterator[tuple[Finding, int]]:
    for number in claim.numbers:
        ago = number.family in ("month", "sec") and _AGO.match(claim.text, number.end)
        if number.start in sure or ago or placing.is_version(claim.text, number):
            continue
        said = direction.of(claim.text, number, claim.numbers)
        against = _opposed(claim, number, said, source) if said else None
        if against:
            line, meant = against
            words = text.slice(number.start, number.end).strip()
            right = f"{WORDS[meant.sign]}({meant.word})"
            shown = line.text[:SHOWN]
            finding = passage.finding(CHECK, UNSURE, "増減・優劣の逆転", words, right, shown)
            yield finding, number.start


def _opposed(
    claim: Line, number: Quantity, said: Direction, source: Told
) -> tuple[Line, Direction] | None:
    """Where the source says the opposite of a number; None if it says the same anywhere."""
    against: tuple[Line, Direction] | None = None
    for line, other, meant in _meant(number, source):
        clauses = f"{_around(claim.text, number)} {_around(line.text, other)}"
        if not direction.opposed(said, meant, clauses, number.text + other.text):
            return None
        against = against or (line, meant)
    return against


def _meant(number: Quantity, source: Told) -> Iterator[tuple[Line, Quantity, Direction]]:
    """What the source says of a number, or of the change whose size it is."""
    known = False
    for line, other in _same(number, source.lines):
        known = True
        meant = direction.of(line.text, other, line.numbers)
        if meant is not None:
            yield line, other, meant
    for (before, after), line in source.changes if not known else ():
        if derive.is_size(before, after, number):
            sign = 1 if after.value > before.value else -1
            word = f"{before.text} → {after.text}"
            yield line, after, Direction(direction.SIZE, sign, word)


def _backwards(
    passage: Passage, text: Folded, claim: Line, source: Told
) -> Iterator[tuple[Finding, int]]:
    known = source.changes
    for before, after in changes.changes(claim.text, claim.numbers):
        forth = [line for (a, b), line in known if _both(a, before) and _both(b, after)]
        back = [line for (a, b), line in known if _both(a, after) and _both(b, before)]
        if back and not forth:
            first, last = sorted((before, after), key=lambda quantity: quantity.start)
            words = text.slice(first.start, last.end)
            right = f"{after.text}から{before.text}"
            shown = back[0].text[:SHOWN]
            yield (
                passage.finding(CHECK, UNSURE, "前後の入れ替わり", words, right, shown),
                first.start,
            )


def _exchanged(
    passage: Passage, text: Folded, claim: Line, source: Told
) -> Iterator[tuple[Finding, int]]:
    across = bool(_KANA.search(claim.text)) and not source.japanese
    said = binding.read((claim.text, claim.numbers), across=across)
    for wrong in subjects.exchanged(said, source.across if across else source.within):
        words = text.slice(wrong.number.start, wrong.number.end).strip()
        yield (
            passage.finding(
                CHECK, UNSURE, "主語の入れ替わり", words, wrong.right, wrong.shown[:SHOWN]
            ),
            wrong.number.start,
        )


def _elsewhere(
    passage: Passage, text: Folded, claim: Line, source: Told
) -> Iterator[tuple[Finding, int]]:
    one = [(claim.text, claim.numbers)]
    more = source.translated(claim.text)
    numbers = exchange.exchanged(placing.placed(one, more), source.placed)
    held = holders.held(one)
    names = holders.exchanged(held, source.held)
    own = content.read(claim.text, claim.numbers, more)
    turned = clauses.exchanged(own, source.clauses)
    whose = () if source.japanese else roles.taken(own, source.statements)
    for wrong in (*numbers, *replaced.exchanged(own, source.replaced), *names, *turned, *whose):
        words = text.slice(wrong.start, wrong.end).strip()
        shown = wrong.shown[:SHOWN]
        finding = passage.finding(CHECK, UNSURE, "主語の入れ替わり", words, wrong.right, shown)
        yield finding, wrong.start
    for wrong in holders.denied(held, source.held):
        words, shown = text.slice(wrong.start, wrong.end).strip(), wrong.shown[:SHOWN]
        found = passage.finding(CHECK, UNSURE, "増減・優劣の逆転", words, wrong.right, shown)
        yield found, wrong.start


def _opposite(
    passage: Passage, text: Folded, claim: Line, source: Told, sure: Set[int]
) -> Iterator[tuple[Finding, int]]:
    more = source.translated(claim.text)
    own = poles.poles([(claim.text, claim.numbers)], more)
    meant = source.aligner.meant(claim.text, more)
    few = len(claim.numbers) <= MANY  # a table tells no rest
    odd = not few or any(next(_same(q, source.lines), None) is None for q in claim.numbers)
    if not odd and not facing.conflict(own, source.poles, meant):
        for denial in denials.denials(claim.text, more, meant):
            words = text.slice(denial.start, denial.end).strip()
            shown = meant[:SHOWN]
            found = passage.finding(CHECK, UNSURE, "増減・優劣の逆転", words, denial.right, shown)
            yield found, denial.start
    for wrong in facing.opposed(own, source.poles, meant):
        if (wrong.denied and odd) or any(wrong.start <= place < wrong.end for place in sure):
            continue  # 27人は終えなかった, of whom 211 did
        words = text.slice(wrong.start, wrong.end).strip()
        reason = "主語の入れ替わり" if wrong.turned else "増減・優劣の逆転"
        shown = wrong.shown[:SHOWN]
        yield passage.finding(CHECK, UNSURE, reason, words, wrong.right, shown), wrong.start


def _retold(
    passage: Passage, text: Folded, claim: content.Read, source: Told
) -> Iterator[tuple[Finding, int]]:
    for reason, wrong in retold.retold(claim, source.parts):
        words = text.slice(wrong.start, wrong.end).strip()
        shown = wrong.shown[:SHOWN]
        yield passage.finding(CHECK, UNSURE, reason, words, wrong.right, shown), wrong.start


def _compared(
    passage: Passage, text: Folded, claim: Line, source: Told, sure: Set[int]
) -> Iterator[tuple[Finding, int]]:
    more = source.translated(claim.text)
    meant = source.aligner.meant(claim.text, more)
    numbers, known = claim.numbers, source.compared
    for wrong in compared.turned(claim.text, numbers, more, known, meant):
        if wrong.start not in sure:
            words = text.slice(wrong.start, wrong.end).strip()
            shown = wrong.shown[:SHOWN]
            found = passage.finding(CHECK, UNSURE, "増減・優劣の逆転", words, wrong.right, shown)
            yield found, wrong.start


def _level(
    passage: Passage, text: Folded, claim: Line, source: Told
) -> Iterator[tuple[Finding, int]]:
    more = source.translated(claim.text)
    for wrong in unmoved.changed(claim.text, claim.numbers, more, source.levels):
        words = text.slice(wrong.start, wrong.end).strip()
        shown = wrong.shown[:SHOWN]
        found = passage.finding(CHECK, UNSURE, "増減・優劣の逆転", words, wrong.right, shown)
        yield found, wrong.start


def _same(number: Quantity, lines: Sequence[Line]) -> Iterator[tuple[Line, Quantity]]:
    for line in lines:
        for other in line.numbers:
            if compare.same(other, number):
                yield line, other


def _both(source: Quantity, claim: Quantity) -> bool:
    return compare.same(source, claim) or compare.same_written(source, claim)


def _around(text: str, number: Quantity) -> str:
    return text[max(0, number.start - AROUND) : number.start]
