"""Who did it, or is most, by a Japanese claim, and somebody else by its English source. Pure.

A claim that puts a noun in focus (「選んだのはB社である」, 「再販はBが担う」, 「最も多いのはB」) is held against the statement
that tells the rest of it. B is wrong if it stands in another statement, which tells clearly less of the rest, and
another name stands in its place; or behind what is most ("A is most common, ahead of B").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.check.aliases import ORDINARY
from digest.check.content import Read, Word
from digest.check.exchange import Exchanged
from digest.check.parts import Part, Parts, like, telling

SURE = 0.6  # of the rest of a claim that must stand in the statement
AHEAD = 0.3  # more than in any with the noun
LEAST = 1.2  # how much that must tell
HALF = 0.5  # of the rest, in a sentence that says who is most

_END = r"(?:であ[るり]|だった|であった|だ|です|でした|となる|という)?。?$"
_CLEFT = re.compile(
    rf"^(?P<rest>[^。]*[たるいだなうくすつぬむ]の)(?<!で)(?<!に)[はが]、?(?P<who>[^、。はが]{{1,40}}?){_END}"
)
_FOCUS = re.compile(
    r"^(?P<rest>[^。]*?は、?)(?P<who>[^、。はがを]{2,30})が(?P<more>(?:[^、。はがを]{1,12}を)?[^、。はがを]{1,10})。?$"
)
_IS = re.compile(rf"^(?P<rest>[^。]*?)は、?(?P<who>[^、。はが]{{1,40}}?){_END}")
_DOES = re.compile(
    r"^(?:(?P<rest>[^。]*?)は、?)?(?P<who>[^、。はがを]{1,30})が(?P<more>[^、。]*(?:最も|首位|最[多大高長]|トップ)[^、。]*)。?$"
)
_NAMED = re.compile(
    r"(?:[一-龥々ァ-ヺー]{1,10}の)?(?P<name>[A-Za-z][A-Za-z0-9.+-]*(?: [A-Z0-9][A-Za-z0-9.+-]*)*|[ァ-ヺー・]{2,})(?:社|氏|版)?"
    r"(?:の(?:チーム|拠点|開発元|工場|研究所|事務所|支社|顧客|利用者|SDK))?(?:だけ)?$"
)
_MORE = re.compile(
    r"最も|もっとも|一番(?!目)|いちばん|首位|最[多少大小高低長短]|トップ|より|比べ|ほう|多い|多かった|少な|高かった|低かった|大き|小さ"
)
_COMPARED = re.compile(r"より|比べ|上回|下回|超え|及ば|並[ぶんび]|匹敵|迫")
_MOST = re.compile(r"最も|もっとも|一番(?!目)|いちばん|首位|最[多大高長]|トップ")
_LITTLE = re.compile(r"少な|低か|低い|小さ|短")
_BEST = re.compile(
    r"\b(?:most|best|highest|largest|biggest|greatest|lead|leads|leading|led|tops?|fastest|first|longest|strongest)\b",
    re.IGNORECASE,
)
_WORST = re.compile(
    r"\b(?:least|lowest|smallest|fewest|worst|shortest|slowest|weakest|last|poorest)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"ahead of|followed by|\bthen |trailed by|\bbehind\b|\bsecond\b|\bthird\b|compared with|against|versus|\bthan\b|\bbefore\b"
)
_CAPITAL = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z][\w.-]{0,40}\w|[a-z]{1,20}[A-Z]\w{0,40})(?: (?:[A-Z][\w.-]{0,40}\w|\d{1,3}(?=[ ,.])))*"
)
_LIGHT = re.compile(r"(?:担|受|持|務|行|手|手掛|担当|出)$")  # 製造を受け持つ is to make
_MEANT = re.compile(r"\b(?:it|they|he|she|we)\b", re.IGNORECASE)  # who is meant stands elsewhere
_NO_NAME = frozenset(
    "The An In On At By For From With After Before Since However But And While".split()  # noqa: SIM905
)
_FIRST = re.compile(r"[A-Z][a-z]+")


def taken(claim: Read, source: Parts) -> Iterator[Exchanged]:
    """The noun of a folded claim of which its source does not say the rest."""
    text = claim.text
    most = _MOST.search(text)
    if most and (found := _IS.match(text) or _DOES.match(text)):
        yield from _ranked(claim, found, source)
    found = None if _MORE.search(text) else _CLEFT.match(text)
    if found := found or (None if _COMPARED.search(text) else _FOCUS.match(text)):
        yield from _whose(claim, found, source)


def _whose(claim: Read, found: re.Match[str], source: Parts) -> Iterator[Exchanged]:
    rest, who = _sides(claim, found)
    named = _NAMED.match(found["who"])
    begin, end = (found.start("who") + at for at in (named.span("name") if named else (0, 0)))
    who = [w for w in who if begin <= w.start < end and source.weight(w) and _is_name(w, source)]
    if not who:
        return
    noun, tells = who[0], _predicate(rest, found)
    shares = source.shares(rest, numbers=True)
    best = max(shares, default=0.0)
    there = source.where(noun)
    with_it = max((shares[n] for n in there), default=0.0)
    tops = [part for share, part in zip(shares, source.all, strict=True) if share == best]
    if best < SURE or with_it > best - AHEAD or _weight(rest, tops[0], source) < LEAST:
        return
    own = [source.all[n] for n in there]
    for part in tops if not any(part in tops for part in own) else ():
        beside = _beside(part, own)
        if _MEANT.search(part.own) or not (beside or _has(tells, part)):
            continue
        right = _rival(claim, part)
        if right:
            yield Exchanged(noun.start, noun.end, right, part.text)
            return


def _sides(claim: Read, found: re.Match[str]) -> tuple[list[Word], list[Word]]:
    """What a claim tells, and the words of who it says it of."""
    start, end = found.span("who")
    rest = [w for w in claim.words if w.end <= start or end <= w.start]
    who = [w for w in claim.words if start <= w.start and w.end <= end and not w.kind]
    return rest, who


def _predicate(rest: Sequence[Word], found: re.Match[str]) -> Word | None:
    """What somebody does or is by a claim: the last word of what it tells."""
    behind = found.end("who") if "more" in found.groupdict() else 0
    said = [w for w in rest if w.kind != "neg" and not _LIGHT.match(w.text)]
    last = [w for w in said if w.start >= behind] or said
    return last[-1] if last else None


def _has(word: Word | None, part: Part) -> bool:
    return word is not None and any(like(word, o) for o in part.words)


def _weight(rest: Sequence[Word], part: Part, source: Parts) -> float:
    there = [w for w in rest if any(like(w, o) for o in part.words)]
    return sum(source.weight(w) for w in there if telling(w) or w.kind[:1] == "#")


def _is_name(word: Word, source: Parts) -> bool:
    """Whether it is one in Latin letters, or the source writes it with a capital inside a sentence."""
    if word.text.isascii():
        return word.text.lower() not in ORDINARY
    there = (o for n in source.where(word) for o in source.all[n].words if like(word, o))
    return any(o.text[:1].isupper() and o.start > 0 for o in there)


def _rival(claim: Read, part: Part) -> str:
    """Another name of a statement; "" for none."""
    said = claim.text.lower()
    names = (m for m in _CAPITAL.finditer(part.own) if m[0].lower() not in said)
    names = (m for m in names if m[0].partition(" ")[0] not in _NO_NAME)
    first = ""  # of a sentence, which may be no name
    for name in names:
        if part.start + name.start() > 0 or not _FIRST.fullmatch(name[0]):
            return name[0]
        first = name[0]
    return first


def _beside(part: Part, own: Sequence[Part]) -> bool:
    """Whether the sentence has the noun in another statement, that says itself who is meant."""
    beside = [other for other in own if other.line == part.line]
    return bool(beside) and not any(_MEANT.search(other.own) for other in beside)


def _ranked(claim: Read, found: re.Match[str], source: Parts) -> Iterator[Exchanged]:
    rest, who = _sides(claim, found)
    who = [w for w in who if source.weight(w)]
    if not who:
        return
    low = bool(_LITTLE.search(claim.text))
    own, other = (_WORST, _BEST) if low else (_BEST, _WORST)
    wrong = None
    for line in sorted({source.all[n].line for n in source.where(who[0])}):
        some = [part for part in source.all if part.line == line]
        text = some[0].text
        said = own.search(text)
        if said is None or source.covered(rest, line, numbers=True) < HALF:
            continue
        if not _is_behind(who[0], some, said) and not _is_other(who[0], some, own, other):
            return
        wrong = wrong or text
    if wrong:
        yield Exchanged(who[0].start, who[0].end, "", wrong)


def _is_behind(word: Word, some: Sequence[Part], said: re.Match[str]) -> bool:
    """Whether a word stands only behind what says that something else is most: ahead of B."""
    marks = [m.start() for m in _BEHIND.finditer(some[0].text) if said.end() <= m.end()]
    places = [o.start for part in some for o in part.words if like(word, o)]
    return bool(marks) and all(place > marks[0] for place in places)


def _is_other(
    word: Word, some: Sequence[Part], own: re.Pattern[str], other: re.Pattern[str]
) -> bool:
    """Whether it is told to be the least, and something else beside it the most."""
    with_it = [part for part in some if any(like(word, o) for o in part.words)]
    rest = [part for part in some if part not in with_it]
    least = all(other.search(p.own) and not own.search(p.own) for p in with_it)
    return least and any(own.search(part.own) for part in rest)
