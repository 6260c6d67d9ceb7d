"""What stayed as it was and is told as a change: 「料金は据え置く」, 「料金を引き上げる」. Pure.

Only where the clause that says so is about all that the claim's clause is about, and no other clause of the
source as much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.check.content import Read, Word
from digest.check.degree import degrees
from digest.check.exchange import Exchanged
from digest.check.parts import Part, Parts, parts

SUBJECT = 0.6  # of what a claim's clause is about must stand in the clause that says so
SURE = 0.4  # and of all that it tells
AHEAD = 0.15  # more than in any other that tells of a change

STABLE = re.compile(
    r"変わ(?:ら|って(?:いな|いま|おら)|りは?な|りません)|変化(?:は|が|も)?(?:な|見られ|認められ|ありま|せず)|変更(?:は|が|も)?(?:な|ありま|せず)|横ばい|据え?置|前年並|(?:前年|前回|前期|昨年|従来|以前|これまで|導入前|試行前|前の[^、。]{1,4}|前)と(?:ほぼ|ほとんど)?(?:同じ|変わら|同水準|同程度)"
    r"|(?:有意な|統計的な|明確な|大きな)?(?:差|違い|差異)(?:は|が|も)(?:な|見られな|出な|認められな|感じられ(?:な|ま)|ありま|見られま|ほとんど)|(?:円|額|%|割|月|日|価格|料金)?のまま(?!で?は|使)|ほぼ同じ|同水準|同程度"
)
_BY = re.compile(r"[^、。はがをへにと]{0,6}と?")
_IS_SUBJECT = re.compile(r"[ぁ-ん]{0,2}(?:について|に関して)?(?:は|が|も)")
_CHANGED = re.compile(
    r"延[ばび期]|前倒し|変更[しさす]|変わっ(?:た|て(?!いな|おら))|変え[たる]|改め|値[上下]げ|見直[しさす]"
)
_DENIED = re.compile(r"ない|ません|なかっ|ず[、。に]")
_LITTLE = re.compile(r"わずか|僅か|少し|やや|若干|微[増減]|小幅")
_NEARLY = re.compile(r"ほぼ|ほとんど|有意|統計的|明確|大きな")
_FROM = re.compile(r"\d[^、。\d]{0,8}から[約]?\d")


def unchanged(claim: Read, source: Parts) -> Iterator[Exchanged]:
    """The words of change in a folded claim where the source says that nothing changed."""
    if STABLE.search(claim.text) or _FROM.search(claim.text):
        return
    for part in parts(claim):
        word = _changed(part)
        if word is None or _DENIED.search(claim.text, word[1]) or _sized(claim, word):
            continue
        about = [w for w in part.about if w.end <= word[0] or word[1] <= w.start]
        subject = _subject(part, word[0])
        scored = [one for one in _fits(subject, about, source) if one[0]]
        stable = [one for one in scored if STABLE.search(one[1].own)]
        best = max(stable, key=lambda one: one[0], default=None)
        if best is None or (_LITTLE.search(claim.text) and _NEARLY.search(best[1].own)):
            continue
        rivals = (o for score, o in scored if score > best[0] - AHEAD and o is not best[1])
        if not any(_changed(other) or _FROM.search(other.own) for other in rivals):
            right = STABLE.search(best[1].own)
            yield Exchanged(*word, right[0] if right else "", best[1].text)


def _subject(part: Part, until: int) -> list[Word]:
    """What stands before the は or が of a clause, else all of it."""
    found = [w for w in part.about if w.end <= until or w in part.topic]
    last = [
        n for n, w in enumerate(found) if w in part.topic or _IS_SUBJECT.match(part.text, w.end)
    ]
    return found[: last[-1] + 1] if last else found


def _fits(
    subject: Sequence[Word], about: Sequence[Word], source: Parts
) -> Iterator[tuple[float, Part]]:
    both = zip(source.shares(subject), source.shares(about), source.all, strict=True)
    for first, second, other in both:
        yield first + second if first >= SUBJECT and second >= SURE else 0.0, other


def _changed(part: Part) -> tuple[int, int] | None:
    """The last word of change in a clause."""
    own = part.own
    found = [(d.start, d.end) for d in degrees(own) if not d.denied]
    found += [m.span() for m in _CHANGED.finditer(own)]
    start, end = max(found, default=(-1, -1))
    return (part.start + start, part.start + end) if end > 0 else None


def _sized(claim: Read, word: tuple[int, int]) -> bool:
    """Whether it says by how much."""
    sizes = (w for w in claim.words if w.kind[:1] in ("#", "w") and w.end <= word[0])
    return any(_BY.fullmatch(claim.text[w.end : word[0]]) for w in sizes)
