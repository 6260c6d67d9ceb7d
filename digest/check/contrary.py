"""What the clause that a claim's clause tells again says the other way: up for down, done for not done. Pure.

All that the claim's verb is said of must stand in that clause, and no clause about it may agree with the claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.check.content import Read
from digest.check.degree import Degree, degrees
from digest.check.exchange import Exchanged
from digest.check.ordering import sides
from digest.check.parts import Part, Parts, parts, telling

ABOUT = 0.8  # of what a claim's verb is said of must stand in the clause
SURE = 0.5  # and of all that its clause tells
VERB = 3  # characters between a verb and what denies it
AHEAD = 0.6  # of both, more than for a clause that agrees

# what is not done, not allowed or not so, at the end of a clause
_NOT = r"ない(?!か)|なかっ|ません|ず|見送|禁[じ止]|廃止|中止|とりやめ|取りやめ|やめ|断念|対象外|除[くいき外]|外し|拒[否んみ]|断っ|止め"
_DENIED = re.compile(rf"(?:{_NOT})[ぁ-んとする予定方針]{{0,8}}[、。]?$")
# what may tell the same as a denial without one
_ANY = re.compile(
    _NOT
    + r"|なく|なし|無し|なけれ|[不未非無否]|以外|外[さしすれ]|断|だけ|のみ|しか|限[りっらるに定]|まだ|まま|ゼロ|足り|満た|届か|及ば|変わら|据え置|欠|抜|とどま|すぎ|過ぎ|どおり|通り|同じ|横ばい|先送|延期|後回|回す|回し|遅|待|代わ|控え|避け|防|止|失|反対|難し|にく|苦手|薄|弱|誤|減|少|消|終|絶|閉|制限|崩|割れ|低|下回|劣|悪"
)
_QUOTED = re.compile(r"「[^」]*」")
_CUT = re.compile(r"[^ぁ-ん](?:は|も|ではなく|でなく)、?|、|(?:て|で)も、?")
_OPEN = re.compile(
    r"[かため]、|場合|とき|際|れば|なら|[うくすつぬむるい]と、|のは|ほう|(?:まで|前|後|うえで|上で|ように|まま)[はにもの]?、"
)  # 使うのは
_PLANS = frozenset(["予定", "方針", "計画", "見通", "見込", "考", "意向", "可能"])
_END = re.compile(r"[ぁ-ん]*(?:一方|ため|見込み|見通し|予定)?で?[、。]?$")
_SIZED = re.compile(r"幅|差|(?:短縮|削減|減少|増加|低下|改善|伸び|縮小|拡大)[率量額]?[のがはを]")
_MOST = re.compile(r"最も|一番|いちばん|もっとも")


def contrary(claim: Read, source: Parts) -> Iterator[Exchanged]:
    """The words of a folded claim that the clause it tells again contradicts."""
    for part in parts(claim):
        if not _OPEN.search(part.own):
            yield from _directed(part, source)
            yield from _denied(part, source)


def _near(part: Part, until: int, source: Parts) -> Iterator[tuple[float, float, Part]]:
    """The clauses of a source with how much of what a verb is said of they have, and of all."""
    own = [w for w in part.words if w.end <= until]
    cuts = _CUT.finditer(part.own, 0, until - part.start)
    start = max((part.start + m.end() for m in cuts), default=0)
    own = [w for w in own if w.text not in _PLANS]
    args = [w for w in own if w.start >= start and telling(w)] or [w for w in own if telling(w)]
    numbers = [w for w in part.words if w.kind[:1] == "#"]
    kinds = {w.kind for w in numbers}
    every = [*part.topic, *own]
    there = source.shares(numbers, numbers=True)
    fits = zip(source.shares(args), source.shares(every), strict=True)
    for n, (a, b) in enumerate(fits) if args else ():
        other = source.all[n]
        if a and (there[n] or not kinds & source.kinds(other.line)):
            yield a, b, other


def _directed(part: Part, source: Parts) -> Iterator[Exchanged]:
    word = _last(part)
    if word is None or list(sides(part)):
        return
    place = part.start + word.start
    near = list(_near(part, place, source))
    fit = [(a + b, o) for a, b, o in near if a >= ABOUT and b >= SURE]
    fit = [one for one in fit if _opposite(word, one[1]) and _comparable(part, one[1])]
    best = max(fit, key=lambda one: one[0], default=None)
    if best and not any(a + b > best[0] - AHEAD and _agrees(word, o) for a, b, o in near):
        yield Exchanged(place, part.start + word.end, best[1].own.strip("、。"), best[1].text)


def _comparable(part: Part, other: Part) -> bool:
    """Whether both say it of a size, or of what is most, or neither does."""
    sized = all(m[0] in other.own for m in _SIZED.finditer(part.own))
    return sized and bool(_MOST.search(part.own)) == bool(_MOST.search(other.own))


def _last(part: Part) -> Degree | None:
    """The word of more or less that ends a clause."""
    last = max(degrees(part.own), key=lambda d: d.start, default=None)
    return last if last and _END.match(part.own, last.end) else None


def _opposite(word: Degree, part: Part) -> bool:
    last = _last(part)
    return last is not None and last.kind == word.kind and last.sign != word.sign


def _agrees(word: Degree, part: Part) -> bool:
    return any(d.kind == word.kind and d.sign == word.sign for d in degrees(part.own))


def _denied(part: Part, source: Parts) -> Iterator[Exchanged]:
    own = _plain(part)
    said = _DENIED.search(own)
    if (not said and _ANY.search(own)) or any(degrees(own)):
        return
    end = part.words[-1]
    if said and not any(0 <= part.start + said.start() - w.end <= VERB for w in part.words):
        return  # うまくいかず
    near = list(_near(part, part.start + said.start() if said else end.end, source))
    sure = ABOUT if said else SURE  # what is not done may be many things
    fit = [(a + b, o) for a, b, o in near if a >= ABOUT and b >= sure]
    best = max(fit, key=lambda one: one[0], default=None)
    if best is None or any(degrees(_plain(best[1]))):
        return
    rivals = [o for a, b, o in near if a + b > best[0] - AHEAD]
    if any(bool(_ANY.search(_plain(o))) == bool(said) for o in rivals):
        return
    if bool(_DENIED.search(_plain(best[1]))) != bool(said):
        yield Exchanged(end.start, end.end, best[1].own.strip("、。"), best[1].text)


def _plain(part: Part) -> str:
    """A clause without what it quotes."""
    return _QUOTED.sub("「」", part.own)
