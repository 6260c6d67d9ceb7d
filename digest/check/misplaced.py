"""One name of a claim that belongs to another statement of the source. Pure.

What the claim says besides the name is looked for in the source: if it stands in a sentence that
names another of the kind, and nowhere so well beside the claim's own, the name is misplaced.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from digest.check.contexts import LONG
from digest.check.dates import dates
from digest.check.entities import Entity, entities
from digest.check.exchange import Exchanged
from digest.check.features import KANA, Feature, features
from digest.check.idle import small
from digest.check.quantity import Quantity

NUMBER, DATE, LETTERS, WORD = 1.5, 1.2, 0.35, 0.3
_SUBJECT = re.compile(r"(?:社|氏|版)?(?:は|が|も|で(?:ある|あった|、|。|だ)|だ)")
_LISTED = re.compile(r"(?:、|と|や|・|および)")
_JOINED = re.compile(r"(?:, and|,|、|と|や|・|および| and| or| &)\s?")
_COMPARED = re.compile(
    r"より|比べ|上回|下回|超え|及ば|届か|の差|対し|一方|倍|ではなく|匹敵|並[ぶんび]|迫る"
)
_ADDED = re.compile(
    r"に加え|のほか、|だけでなく|in addition to|besides"
)  # its verb is that of both
_PRONOUN = re.compile(
    r"(?:It|They|He|She|This|These|The (?:model|company|firm|system|tool|app|team|start-?up|study|authors|release))\b|同社|同氏|同|両"
)
_VERB = re.compile(r"[一-龥々][ぁ-ん]")
_CLAUSE = re.compile(
    r"[;:,、。(]| and | but | while | whereas | against | versus | compared with | compared to | than | with | instead of | rather than "
)
_CALLED = r"\b(?:called|named|dubbed|known as) [\"'“‘]?"
INSIDE = 0.7  # what another clause must share with the claim
LEAST = 1.0  # what the other sentence must share with the claim
BETTER, MORE = 1.7, 0.6  # and by how much more than any with the name
CLEARLY = 3.0  # within one sentence, whose clauses share their verb
LEAD = 2  # sentences whose names may be meant in all that follow
IMPLIED = 0.8  # of the likeness, where the sentence before has the name
TAIL = 5  # letters of a name's last word that stands for it; no Pro, Max, Mini, Lite


@dataclass(frozen=True)
class Told:
    """A folded sentence with its names and the keys of what it says."""

    text: str
    names: tuple[Entity, ...]
    placed: tuple[tuple[str, float, int], ...]  # key, weight, where
    at: int = 0  # where it begins in its sentence
    counted: tuple[tuple[Quantity, str], ...] = ()  # small counts and what they count

    def counts(self, kind: str) -> list[Quantity]:
        """Its small counts of a kind."""
        return [number for number, other in self.counted if other == kind]

    @cached_property
    def keys(self) -> dict[str, float]:
        """What it says, each key once."""
        return {key: weight for key, weight, _ in self.placed}

    @cached_property
    def clauses(self) -> tuple[Told, ...]:
        """Its parts between commas and conjunctions."""
        cuts = [m.start() for m in _CLAUSE.finditer(self.text)]
        out: list[Told] = []
        for start, end in pairwise([0, *cuts, len(self.text)]):
            names = tuple(n for n in self.names if start <= n.start < end)
            placed = tuple(k for k in self.placed if start <= k[2] < end)
            counted = tuple(c for c in self.counted if start <= c[0].start < end)
            if out and not placed:  # the rest of a list
                text, names, placed = (
                    self.text[:end][out[-1].at :],
                    (*out[-1].names, *names),
                    out[-1].placed,
                )
                out[-1] = Told(text, names, placed, out[-1].at, out[-1].counted)
            else:
                out.append(Told(self.text[start:end], names, placed, start, counted))
        return tuple(out)


@dataclass(frozen=True)
class Names:
    """The sentences of a source, and how many of them have each key."""

    lines: tuple[Told, ...]

    @cached_property
    def spread(self) -> Counter[str]:
        """In how many sentences a key stands."""
        return Counter(key for line in self.lines for key in line.keys)

    def among(self, places: Sequence[int]) -> Names:
        """Some of them, with how often keys stand in all."""
        some = Names(tuple(self.lines[place] for place in places))
        some.__dict__["spread"] = self.spread
        return some


def read(text: str, numbers: Sequence[Quantity], more: Sequence[Feature] = ()) -> Told:
    """What a folded sentence names and says; more: its words as an English source has them."""
    if len(text) > LONG:
        return Told(text, (), ())
    names = tuple(entities(text))
    keys = [(f.key, f.weight, f.start) for f in features(text)]
    keys += [(f.key, WORD * f.weight, f.start) for f in more]
    keys += [(f"#{q.value:.6g}", NUMBER, q.start) for q in numbers]
    keys += [(f"d{d.month}/{d.day}", DATE, d.start) for d in dates(text) if d.month]
    if KANA.search(text):
        keys += [("&" + m[0], LETTERS, m.start()) for m in _VERB.finditer(text)]
    free = (k for k in keys if not any(n.start <= k[2] < n.end for n in names))
    counted = tuple((q, kind) for q in numbers if (kind := small(text, q)))
    counted = tuple(c for c in counted if not any(n.start <= c[0].start < n.end for n in names))
    return Told(text, names, tuple(free), 0, counted)


def of(lines: Sequence[tuple[str, Sequence[Quantity]]]) -> Names:
    """A source as this check reads it."""
    return Names(tuple(read(text, numbers) for text, numbers in lines))


def misplaced(claim: Told, source: Names) -> Iterator[Exchanged]:
    """The names of a claim whose statement the source makes of another."""
    yield from _of_a_list(claim, source)
    for name in claim.names:
        places = [n for n, line in enumerate(source.lines) if _has(line, name)]
        if places:
            yield from _of(claim, name, places, source)


def _of_a_list(claim: Told, source: Names) -> Iterator[Exchanged]:
    """The one of two or more listed names that the source's list of the others does not have."""
    for said in _lists(claim):
        for line in source.lines:
            for told in _lists(line) if _has(line, said[0]) or _has(line, said[-1]) else ():
                odd = [one for one in said if not _among(one, told)]
                others = [one for one in told if not _among(one, said)]
                if len(said) == len(told) and len(odd) == len(others) == 1:
                    known = any(_has(other, odd[0]) for other in source.lines)
                    pair = len(said) == 2 and _together(said, source)  # 甲と乙の契約
                    if known and odd[0].kind[0] == others[0].kind[0] and not pair:
                        yield Exchanged(odd[0].start, odd[0].end, others[0].words, line.text)


def _together(some: Sequence[Entity], source: Names) -> bool:
    """Whether any sentence has all of some names."""
    return any(all(_has(line, one) for one in some) for line in source.lines)


def _lists(line: Told) -> list[list[Entity]]:
    """Names that stand in a row: A, B and C."""
    out: list[list[Entity]] = []
    for one in line.names:
        last = out[-1][-1] if out else None
        if last and _JOINED.fullmatch(line.text[last.end : one.start]):
            out[-1].append(one)
        else:
            out.append([one])
    return [run for run in out if len(run) > 1]


def _of(claim: Told, name: Entity, places: Sequence[int], source: Names) -> Iterator[Exchanged]:
    if _COMPARED.search(claim.text) and not _SUBJECT.match(claim.text, name.end):
        return
    kinds = {name.kind} | {
        other.kind for n in places for other in source.lines[n].names if name.same(other)
    }
    scores = [score(claim.keys, line.keys, source) for line in source.lines]
    best = max(range(len(scores)), key=lambda n: scores[n])
    line = source.lines[best]
    implied = best - 1 in places and (not line.names or _PRONOUN.match(line.text))
    here = max([*(scores[n] for n in places), IMPLIED * scores[best] if implied else 0.0])
    if scores[best] >= max(LEAST, BETTER * here, here + MORE) and best not in places:
        lead = min(places) < LEAD
        rivals = _rivals(_until(line, claim, source), kinds, claim)
        rivals = [] if _COMPARED.search(claim.text) else rivals
        found = next((r for r in rivals if not lead or name.akin(r)), None)
    else:
        within = best in places and not _ADDED.search(line.text)
        found = _within(name, kinds, claim, line, source) if within else None
    if found:
        yield Exchanged(name.start, name.end, found.words, line.text)


def _until(line: Told, claim: Told, source: Names) -> list[Entity]:
    """The names of the clause that is most like the claim, or of the last one before it."""
    clauses = line.clauses
    best = max(range(len(clauses)), key=lambda n: score(claim.keys, clauses[n].keys, source))
    return next((list(c.names) for c in clauses[best::-1] if c.names), [])


def _within(name: Entity, kinds: Set[str], claim: Told, line: Told, source: Names) -> Entity | None:
    """Another name of the sentence in whose clause the claim's words stand."""
    part = next((c for c in claim.clauses if _has(c, name)), claim)
    whole = _SUBJECT.match(claim.text, name.end) or _LISTED.match(claim.text, name.end)
    said = claim.keys if whole else part.keys
    scored = [(score(said, clause.keys, source), clause) for clause in line.clauses]
    here = max((s for s, clause in scored if _has(clause, name)), default=0.0)
    best, clause = max(scored, key=lambda one: one[0])
    called = re.search(_CALLED + re.escape(name.words), line.text, re.IGNORECASE)
    if _has(line.clauses[0], name) or called:  # what the whole sentence may be about
        return None
    if best < max(INSIDE, CLEARLY * here, here + MORE) or _has(clause, name):
        return None
    names = _until(line, claim, source)
    return None if _among(name, names) else next(iter(_rivals(names, kinds, claim)), None)


def _rivals(names: Sequence[Entity], kinds: Set[str], claim: Told) -> list[Entity]:
    """What a name may have been taken for: others of its kind that the claim does not have."""
    return [e for e in names if e.kind in kinds and not _among(e, claim.names)]


def score(said: Mapping[str, float], keys: Mapping[str, float], source: Names) -> float:
    """How much of what is said stands there too; less of what stands everywhere."""
    return sum(w / math.sqrt(source.spread[k]) for k, w in said.items() if k in keys)


def _has(line: Told, name: Entity) -> bool:
    return _among(name, line.names) or name.words.lower() in line.text.lower()


def _among(one: Entity, names: Sequence[Entity]) -> bool:
    return any(one.same(other) or _short(one, other) or _short(other, one) for other in names)


def _short(one: Entity, other: Entity) -> bool:
    """Whether a name is the last word of the other: Maverick, of Llama 4 Maverick."""
    last = other.words.rpartition(" ")[2]
    return len(last) >= TAIL and last.isalpha() and last == one.words != other.words
