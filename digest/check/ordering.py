"""Who stands on which side of a comparison, for all words: AよりB, Bのほうが, Bに比べ, Bを上回る. Pure.

A claim is turned if the source's clause compares the same two the other way round and both say the same of
it, or if it tells of the one side what the source tells of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digest.check.content import Read, Word, alike
from digest.check.degree import degrees
from digest.check.denial import denied
from digest.check.exchange import Exchanged
from digest.check.lexicon import marks
from digest.check.parts import Part, Parts, parts

SAME = 0.7  # how alike two words of a side must be
TOPIC = 0.5  # of what else a claim tells that must stand in the source's clause
PLAIN = 0.75  # where no word says of both how they differ

_THAN = re.compile(
    r"(?<![はがをにでもと、。何])より(?:は|も)?(?!多くの)|[にと]比べ(?:て|ると)?(?:も)?|(?:を(?:大きく|大幅に|やや|わずかに)?(?=上回|下回|超え|しの[ぐいが]|凌))|に(?:は|も)?(?:大きく|わずかに|やや|遠く)?(?=及ば|劣[らりるっ]|勝[らりるっ]|敵わ|かなわ|見劣り|届か)"
)
_RATHER = re.compile(r"(?:の|た|る|い)(?:ほう|方)[がはをにで]")
_NP = re.compile(
    r"(?:[たりみきちしえけせめれ]{1,2}(?=[をがはにで]))?(?:だけ)?(?:[がをでには]|から|まで|の(?:ほう|方)[がはをにで])"
)
_VERB = re.compile(r"(?!の|と|や|な[^い])[ぁ-ん](?![ぁ-ん]?[をがはにで])")
_BOUNDARY = re.compile(r"[、。は]|が(?!り)|のほうが|のは|(?<=ら)は")
_CLEFT = re.compile(r"のは、?")
_PAST = re.compile(
    r"前年|昨年|前期|前回|以前|従来|当初|導入前|これまで|年前|月前|\d{4}年|前の|予想|予定|計画|見込|平均|全体|想定|目標|基準"
)
_HARD = re.compile(r"にく[いくか]|づら[いくか]|がた[いくか]")


@dataclass(frozen=True, slots=True)
class Side:
    """A comparison: whom, "" of words where it is left out; who may be any of two."""

    whom: tuple[Word, ...]
    who: tuple[tuple[Word, ...], ...]
    rest: tuple[Word, ...]
    said: str  # what is said of who
    start: int
    end: int
    part: Part


def sides(part: Part) -> Iterator[Side]:
    """The comparisons of a clause."""
    own, first = part.own, part.start
    for match in _THAN.finditer(own):
        begin = max((m.end() for m in _BOUNDARY.finditer(own, 0, match.start())), default=0)
        whom = _within(part, first + begin, first + match.start())
        if not whom or _PAST.search(own[begin : match.start()]):
            continue
        cleft = _CLEFT.search(own, 0, match.start())
        after = _after(part, first + match.end(), bool(cleft))
        before = _within(part, first, first + begin) or part.topic
        plain = after and re.match(r"(?:だけ)?が", part.text[after[-1].end :])  # may be the measure
        sure = (after,) if after and not plain else (after, before)
        who = (after,) if cleft else tuple(side for side in sure if side)
        said = own[: cleft.start()] if cleft else own[match.end() :]
        yield from _made(part, whom, who, said, first + match.start())
    if not _THAN.search(own):
        for match in _RATHER.finditer(own):
            begin = max((m.end() for m in _BOUNDARY.finditer(own, 0, match.start())), default=0)
            one = _within(part, first + begin, first + match.end())
            if one:
                yield from _made(part, (), (one,), own[match.end() :], first + match.start())


def _made(
    part: Part, whom: tuple[Word, ...], who: tuple[tuple[Word, ...], ...], said: str, at: int
) -> Iterator[Side]:
    every = [*whom, *(w for side in who for w in side)]
    if every and who:
        rest = tuple(w for w in part.about if w not in every)
        first = (whom or who[0])[0]
        yield Side(whom, who, rest, said, first.start, max(first.end, at), part)


def _within(part: Part, start: int, end: int) -> tuple[Word, ...]:
    """The words there; of numbers only where there is nothing else."""
    words = [w for w in part.words if start <= w.start and w.end <= end and w.kind != "neg"]
    return tuple([w for w in words if not w.kind] or words)


def _after(part: Part, start: int, cleft: bool) -> tuple[Word, ...]:
    """The noun behind より: up to its particle, or all where it ends the sentence."""
    out: list[Word] = []
    for word in part.words:
        if word.start >= start and word.kind != "neg":
            out.append(word)
            if not cleft and _NP.match(part.text, word.end):
                return tuple(out)
            if not cleft and _VERB.match(part.text, word.end):
                return ()  # it says by how much, and what
    return tuple(out) if cleft else ()


def confirmed(claim: Read, source: Parts) -> bool:
    """Whether a folded claim compares as the source does where that is most about the same."""
    best: dict[int, float] = {}
    for said in (side for part in parts(claim) for side in sides(part)):
        for told in _known(source):
            verdict = _verdict(said, told, source)
            about = source.covered(claim.words, told.part.line) if verdict else 0.0
            best[verdict] = max(best.get(verdict, 0.0), about)
    return best.get(1, 0.0) > best.get(-1, 0.0)


def ordering(claim: Read, source: Parts) -> Iterator[Exchanged]:
    """The comparisons of a folded claim that its source makes the other way round."""
    for part in parts(claim):
        for said in sides(part):
            verdicts = [(_verdict(said, told, source), told) for told in _known(source)]
            wrong = next((told for verdict, told in verdicts if verdict < 0), None)
            if wrong and not any(verdict > 0 for verdict, _ in verdicts):
                yield Exchanged(said.start, said.end, wrong.part.own.strip("、。"), wrong.part.text)


@lru_cache(maxsize=16)
def _known(source: Parts) -> tuple[Side, ...]:
    return tuple(side for part in source.all for side in sides(part))


def _verdict(said: Side, told: Side, source: Parts) -> int:
    """1: the source says the same, -1: it says the contrary, 0: nothing of it."""
    order = _order(said, told, source)
    return order * _relation(said, told, source) if order else 0


def _order(said: Side, told: Side, source: Parts) -> int:
    if said.whom and told.whom:
        forth = _is(said.whom, told.whom) + max(_is(a, b) for a in said.who for b in told.who)
        back = max(_is(said.whom, b) for b in told.who) + max(_is(a, told.whom) for a in said.who)
        return 1 if forth > back and forth > 1 else -1 if back > forth and back > 1 else 0
    if said.whom or told.whom:
        if said.rest and source.covered(said.rest, told.part.line) < TOPIC:
            return 0  # of another measure
        whole, half = (said, told) if said.whom else (told, said)
        who, other = (max(_is(half.who[0], b) for b in whole.who), _is(half.who[0], whole.whom))
        return 1 if who > other else -1 if other > who else 0
    if _is(said.who[0], told.who[0]):
        return 1
    known = all(source.weight(w) for w in said.who[0])
    return -1 if known and said.rest and source.share(said.rest, told.rest) >= PLAIN else 0


def _is(some: Sequence[Word], other: Sequence[Word]) -> float:
    """How much of the shorter of two sides is in the other."""
    if not some or not other:
        return 0.0
    few, many = sorted((some, other), key=len)
    return sum(any(alike(a, b) >= SAME for b in many) for a in few) / len(few)


def _relation(said: Side, told: Side, source: Parts) -> int:
    """1 if both say the same of who, -1 if the opposite, 0 if nobody knows."""
    ours, theirs = _signs(said.said), _signs(told.said)
    common = ours.keys() & theirs.keys()
    if common:
        return 1 if all(ours[a] == theirs[a] for a in common) else -1
    if source.covered(said.rest, told.part.line) < PLAIN or not said.rest:
        return 0
    known = any(len(axis) > 1 for axis in ours)
    return 1 if not known and not _HARD.search(said.said) else 0


def _signs(text: str) -> dict[str, int]:
    """By axis, and by the first character of a verb or an adjective, which way it lies."""
    out: dict[str, int] = {}
    for mark in marks(text):
        turned = -1 if denied(text, mark.start, mark.end) else 1
        out |= {c.axis: c.sign * turned for c in mark.concepts if c.sign}
    out |= {f"={degree.kind}": degree.sign for degree in degrees(text)}
    for match in re.finditer(r"(?<![一-龥々])[一-龥々](?=[いくかけしじえんっられめび])", text):
        out.setdefault(match[0], -1 if denied(text, match.start(), match.end()) else 1)
    return out
