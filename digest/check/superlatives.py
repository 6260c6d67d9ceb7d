"""What is most or least, and said of another in the source: 「最も多い用途は検索」, 作成が58%で首位 there. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digest.check.content import Read, Word
from digest.check.degree import degrees
from digest.check.exchange import Exchanged
from digest.check.listed import unlike
from digest.check.parts import Part, Parts, like, parts, telling

SURE = 0.49  # of what a claim tells besides who it is must stand in the source's sentence
PAIR = 2  # a noun with what の binds to it
NEAR = 12  # characters between 最も and its word

_MOST = re.compile(r"最も|もっとも|一番(?!目)|いちばん")
_TOP = re.compile(
    r"首位|トップ(?=[はがでだのに、。])|最多|最高(?!の)|最大(?=[はがでだ、。])|最長|(?<!\d)1位(?!以)"
)
_BOTTOM = re.compile(r"最下位|最少|最低(?=[はがでだ、。])|最小|最短")
_CLEFT = re.compile(
    r"(?:[^、。はが]{0,24}?の|[^、。はがをに]{0,16}?(?<![にで]))は、?(?P<who>[^、。はがを]{1,40})(?=[、。]|$)"
)
_LABEL = re.compile(r"[代番号期年級位]の?|の(?=[一-龥ァ-ヺー])")
_IS = re.compile(r"(?:であ|だ|で[、し]|です|と[、な多少高低い続]|、|。|$)")
_NO = re.compile(r"ない|なかっ|ません|ではな|次い")


@dataclass(frozen=True, slots=True)
class Best:
    """Who or what is most, in what. sign: 1 most, -1 least; word: what says so, where it is one."""

    who: tuple[Word, ...]
    what: tuple[Word, ...]
    sign: int
    word: str
    start: int
    end: int
    part: Part
    at: int = 0

    @property
    def plain(self) -> bool:
        """Whether it is most or least in number, not best or fastest."""
        return self.word == "" or self.word in "高低多少大小長短"


def bests(part: Part) -> Iterator[Best]:
    """What a clause says is most or least of its kind."""
    own = part.own
    for match in _MOST.finditer(own):
        degree = next((d for d in degrees(own) if 0 <= d.start - match.end() <= NEAR), None)
        word = degree.word[:1] if degree else own[match.end() : match.end() + 1]
        sign = degree.sign if degree else 1
        yield from _best(part, *match.span(), degree.end if degree else match.end(), sign, word)
    for sign, pattern in ((1, _TOP), (-1, _BOTTOM)):
        for match in pattern.finditer(own):
            yield from _best(part, *match.span(), match.end(), sign, "")


def _best(part: Part, start: int, end: int, after: int, sign: int, word: str) -> Iterator[Best]:
    text, first = part.text, part.start
    cleft = _CLEFT.match(part.own[after:])
    if cleft:
        last = first + after + cleft.end()
        begin = first + after + cleft.start("who")
        who = _until_number(part, begin, last)
        behind = text[who[-1].end :] if who else ""
        rest = [w for w in part.about if w.end <= begin]
    else:
        who, behind = _before(part, first + start), ""
        rest = [w for w in part.about if w.end <= first + after]
    if who and not _NO.match(behind[:8]):
        what = tuple(
            w
            for w in rest
            if w not in who and telling(w) and not _grade(w, part, first + start, first + after)
        )
        yield Best(who, what, sign, word, who[0].start, who[-1].end, part, first + start)


def _grade(word: Word, part: Part, start: int, end: int) -> bool:
    """Whether it is 最も itself or the adjective behind."""
    return start <= word.start < start + 2 or word.text in ("最", "一番", "多", "少", "高", "低")


def _until_number(part: Part, begin: int, last: int) -> tuple[Word, ...]:
    words = [w for w in part.words if begin <= w.start < last]
    for n, word in enumerate(words):
        if word.kind[:1] in ("#", "w") and not _LABEL.match(part.text, word.end):
            return tuple(words[:n])
        if _IS.match(part.text, word.end):
            return tuple(words[: n + 1])
    return tuple(words)


def _before(part: Part, until: int) -> tuple[Word, ...]:
    """Who stands before: marked by が, else by で, else by は."""
    for mark in (r"が", r"で(?!は|も|あ|し|き)、?", r"では", r"は"):
        ends = [
            w
            for w in part.words
            if w.end <= until
            and w.kind[:1] != "#"
            and re.match(
                rf"[」』)]?(?:の[約\d.,]+[^、。はがを\d]{{0,4}})?{mark}",
                part.text[w.end : w.end + 12],
            )
        ]
        if ends:
            return phrase(part, ends[-1])
    return ()


def phrase(part: Part, head: Word) -> tuple[Word, ...]:
    """A noun with what の binds to it."""
    out = [head]
    for word in reversed([w for w in part.words if w.end <= head.start]):
        gap = part.text[word.end : out[0].start]
        label = not word.kind or (gap and _LABEL.match(part.text, word.end))
        if gap not in ("", "の", "・", "-", " ", "代の", "だけの") or not label:
            break
        out.insert(0, word)
    return tuple(out)


def superlatives(claim: Read, source: Parts) -> Iterator[Exchanged]:
    """Who a folded claim calls most or least and the source does not."""
    for part in parts(claim):
        for said in bests(part):
            told = [k for k in _known(source) if _same_word(said, k) and _is_about(said, k, source)]
            same = (k for k in told if k.sign == said.sign and _alike(said, k, _beside(said, k)))
            if not said.what or any(same):
                continue
            wrong = next((k for k in told if _contrary(said, k, source)), None)
            if wrong:
                right = wrong.part.text[wrong.start : wrong.end]
                yield Exchanged(said.start, said.end, right, wrong.part.text)


@lru_cache(maxsize=16)
def _known(source: Parts) -> tuple[Best, ...]:
    return tuple(best for part in source.all for best in bests(part))


def _is_about(said: Best, told: Best, source: Parts) -> bool:
    return source.share(said.what, told.part.about) >= SURE


def _same_word(said: Best, told: Best) -> bool:
    return not said.word or not told.word or said.word == told.word or said.sign != told.sign


def _segment(told: Best) -> tuple[int, int]:
    """What stands between the commas around a superlative."""
    text = told.part.text
    ends = [at for mark in "、。" if (at := text.find(mark, told.at)) >= 0]
    return 1 + max(text.rfind(mark, 0, told.at) for mark in "、。"), min(ends, default=len(text))


def _beside(said: Best, told: Best) -> Sequence[Word]:
    """The words there that are not what it is in."""
    start, end = _segment(told)
    words = [w for w in told.part.words if start <= w.start < end]
    return [w for w in words if not any(like(w, other) for other in said.what)]


def _alike(said: Best, told: Best, beside: Sequence[Word] = ()) -> bool:
    """Whether both are said of the same: also where one tells more of it than the other."""
    start, end = _segment(told)
    if said.part.text[said.start : said.end] in told.part.text[start:end]:
        return True
    they = (*told.who, *beside)
    missing = [w for w in said.who if not any(like(w, other) for other in they)]
    over = [w for w in told.who if not any(like(w, other) for other in said.who)]
    return len(missing) < len(said.who) and not (missing and over)


def _contrary(said: Best, told: Best, source: Parts) -> bool:
    """Whether the source says it of another that it names, or says the opposite of the same."""
    if said.sign != told.sign:
        return _alike(said, told)
    beside = _beside(said, told)
    if _alike(said, told, beside):
        return False
    they = (*told.who, *beside)
    missing = [w for w in said.who if not any(like(w, other) for other in they)]
    known = any(telling(w) and source.weight(w) for w in missing)
    return known or _modified(said.who, told.who)


def _modified(some: Sequence[Word], other: Sequence[Word]) -> bool:
    """Whether two names end in the same noun and begin with two that cannot mean the same."""
    if len(some) != PAIR or len(other) != PAIR or some[1].text != other[1].text:
        return False
    return unlike(some[0].text, other[0].text)
