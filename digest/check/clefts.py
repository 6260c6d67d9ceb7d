"""Who or what a Japanese claim says it was (「選んだのはB社である」), and its source says of another. Pure.

The clause that tells the rest of the claim has not that noun, but another that can stand in its place: of one kind,
listed with it, or the subject of the next clause; and no clause with the noun tells so much of the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.check.content import Read, Word
from digest.check.dictionary import glosses
from digest.check.exchange import Exchanged
from digest.check.lexicon import marks
from digest.check.listed import known, unlike
from digest.check.parts import Part, Parts, like, telling

SURE = 0.6  # of the rest of a claim that must stand in the clause
AHEAD = 0.3  # more than in any clause with the noun
LEAST = 1.2  # how much that must tell

_CLEFT = re.compile(
    r"^(?P<rest>[^。]*(?:[たるいだなうくすつぬむ]の|[一-龥々ァ-ヺーA-Za-z]))(?<!で)(?<!に)は、?(?P<who>[^、。はがを]{0,30}?(?:[一-龥々ァ-ヺーA-Za-z0-9」』]|(?<=[一-龥])[ぁ-ん]{1,2}(?=だ|であ|で[すし])))(?:であ[るり]|だった|であった|だ|です|でした)?。?$"
)
_MOST = re.compile(r"最も|もっとも|一番|いちばん|首位|最[多少大小高低長短]|より|ほう")
_SUBJECT = re.compile(r"[」』)]?[はが]")
_OBJECT = re.compile(r"を(?!通|もと)")
_NOUN = re.compile(r"(?<![\d.,])[一-龥々ァ-ヺーA-Za-z][一-龥々ァ-ヺーA-Za-z0-9・.-]*")
_WIDE = "者人的性化数率量額間前後中上下部方力点用時日月年件ー"  # what nouns of many kinds end in
_LABEL = re.compile(r"\d+(代|歳|年生|年目|期|回目|号|B|ビット)")
_NAMED = frozenset(
    [
        "country",
        "city",
        "lang",
        "region",
        "area",
        "subject",
        "animal",
        "crop",
        "color",
        "weekday",
        "season",
        "sea",
        "river",
    ]
)


def clefts(claim: Read, source: Parts) -> Iterator[Exchanged]:
    """The noun of a folded claim of which its source does not say the rest."""
    found = _CLEFT.match(claim.text)
    if not found or _MOST.search(claim.text):
        return
    rest = [w for w in claim.words if w.end <= found.end("rest")]
    scored = list(zip(source.shares(rest, numbers=True), source.all, strict=True))
    best = max(scored, key=lambda one: one[0], default=None)
    if best is None or best[0] < SURE or _told(rest, best[1], source) < LEAST:
        return
    agent = bool(_OBJECT.search(found["rest"]))
    for noun in _nouns(found["who"]):
        with_it = [s for s, p in scored if noun in p.own]
        if not with_it or max(with_it) > best[0] - AHEAD:
            continue
        for part in (p for s, p in scored if s == best[0] and noun not in p.own):
            right = _rival(noun, part, claim, source, agent=agent)
            if right:
                start = claim.text.index(noun, found.start("who"))
                yield Exchanged(start, start + len(noun), right, part.text)
                return


def _nouns(who: str) -> list[str]:
    """The names of a phrase, as a whole and each by itself, and what labels it."""
    labels = [m[0] for m in _LABEL.finditer(who)]
    runs = [m[0] for m in _NOUN.finditer(who) if len(m[0]) > 1]
    return list(dict.fromkeys([*labels, *([who] if len(runs) == 1 else []), *runs]))


def _told(rest: Sequence[Word], part: Part, source: Parts) -> float:
    there = [w for w in rest if any(like(w, o) for o in part.about)]
    return sum(source.weight(w) for w in there if telling(w) or w.kind[:1] == "#")


def _rival(noun: str, part: Part, claim: Read, source: Parts, *, agent: bool) -> str:
    """What stands in the place of a noun in a clause, or in its sentence; "" for nothing."""
    label = _LABEL.fullmatch(noun)
    near = [part.own] if noun in part.text else [part.own, part.text]
    for text in near:
        if label:
            others = [m[0] for m in _LABEL.finditer(text) if m[1] == label[1] and m[0] != noun]
            return others[0] if len(others) == 1 else ""
        for match in _NOUN.finditer(text):
            other = match[0]
            if len(other) == 1 or other in claim.text or other in noun or noun in other:
                continue
            subject = _SUBJECT.match(text, match.end()) and text == part.own
            agents = subject and agent and _is_name(noun) and unlike(noun, other)
            if agents or _kin(noun, other, source, wide=noun in part.text):
                return other
    return ""


def _kin(a: str, b: str, source: Parts, *, wide: bool) -> bool:
    """Whether two nouns are of one kind: by the lexicon, by how they end, or by a list that has both.

    wide: also where nouns of many kinds end so.
    """
    if a.isascii() and b.isascii():
        return a[:1].isupper() and b[:1].isupper()
    ours, theirs = _kinds(a), _kinds(b)
    if {kind for kind, _ in ours} & {kind for kind, _ in theirs}:
        return not ours & theirs
    if a[-1] == b[-1] and (wide or a[-1] not in _WIDE) and unlike(a[:-1], b[:-1]):
        return True
    lists = (row.items for row, _ in known(source))
    return unlike(a, b) and any(a in items and b in items for items in lists)


def _kinds(word: str) -> set[tuple[str, str]]:
    return {(c.kind, c.key) for m in marks(word) for c in m.concepts if c.kind in _NAMED}


def _is_name(noun: str) -> bool:
    """Whether it is more than words of the dictionary: not 研究チーム."""
    known = [(m.start, m.end) for m in marks(noun)] + [(g.start, g.end) for g in glosses(noun)]
    return any(not any(a <= at < b for a, b in known) for at in range(len(noun)))
