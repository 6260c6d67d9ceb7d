"""Words that say the opposite of each other, in one clause about one thing. Pure.

A clause of the claim is held against the clauses of the source that speak of the same; where
these have only the opposite word (approved, 否決), the claim turns it round.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from digest.check.concepts import concepts
from digest.check.quantity import Quantity

LEAST = 1.5  # what clauses must share before their words are compared
ENOUGH = 0.6  # of the best clause's share, for another to count too
REST = 0.3  # what the rest of a sentence counts

# one pair a line: what says it in either language, and what says the opposite
_PAIRS = r"""
承認|可決|認可|approv\w*|ratif\w*|voted? for | 否決|却下|不承認|棄却|reject\w*|votes? down|voted against|turn(?:s|ed) down|den(?:y|ies|ied)
上方修正|引き上げ|upgrad\w*|rais(?:e|es|ed|ing) (?:its|the|their) | 下方修正|引き下げ|downgrad\w*|lower(?:s|ed|ing) (?:its|the|their)
黒字|profitable | 赤字|loss-making|unprofitable|net loss
増益|profit rose | 減益|profit fell
増収 | 減収
値上げ|price increase | 値下げ|price cut
有料|有償|paid(?! for)|for a fee | 無料|無償|free of charge|for free
増え|増加|増や|増し|伸び|拡大|上昇|高ま|increas\w*|gr[eo]w\w*|ris(?:e|es|ing|en)|rose|climb\w*|expand\w*|widen\w* | 減少|減り|減っ|減ら|縮小|縮ま|縮み|縮め|低下|下落|下が|decreas\w*|shr[aiu]nk\w*|f[ea]ll(?:s|en|ing)?|fell|declin\w*|drop\w*|reduc\w*|narrow\w*
延び|延長|長く|長期化|extend\w*|lengthen\w*|longer | 短縮|短く|縮め|shorten\w*|shorter
速い|速く|速か|高速化|faster|quicker|sped up|speeds? up | 遅い|遅く|遅か|鈍化|slower|slow(?:s|ed)? down
改善|向上|良くな|improv\w* | 悪化|劣化|worsen\w*|deteriorat\w*|degrad\w*
高い|高く|高か|highe[rs]t? | 低い|低く|低か|lowe[rs]t?
多い|多く|多か|more(?: \w+){0,3} than|more often|most | 少ない|少なく|少なか|少な[いめ]|fewer|less(?: \w+){0,3} than|less often|fewest
達成|到達|クリア|met|meets|achiev\w*|reached|hit its | 届かな|届かず|未達|及ばな|達しな|達せ|miss(?:es|ed)|f[ea]ll(?:s|ing)? short|fell short
上回|超え|凌|outperform\w*|exceed\w*|surpass\w*|beats?|ahead of | 下回|及ばな|及ばず|届かな|劣る|劣っ|trail\w*|behind|underperform\w*|falls? short
賛成|支持|favou?r\w*|support\w* | 反対|不支持|oppos\w*|against
許可|認め|容認|解禁|allow\w*|permit\w*|lift\w* the ban | 禁止|禁じ|認めな|forbid\w*|ban(?:s|ned|ning)?|prohibit\w*
義務|必須|必要|mandatory|required|compulsory | 任意|不要|必須ではな|optional|voluntary|not required
開始|始め|始ま|導入|start\w*|launch\w*|begin\w*|introduc\w* | 終了|廃止|中止|打ち切|撤回|discontinu\w*|end(?:s|ed)|cancel\w*|abandon\w*|scrap\w*|retir\w*
追加|加え|added|adds | 削除|除去|取り除|remov\w*|delet\w*
成功|succeed\w*|success\w* | 失敗|fail\w*
買収|取得|買い取|acquir\w*|bought|buys? | 売却|売り渡|sold|sells?|divest\w*
採用|受け入れ|accept\w*|adopt\w* | 拒否|断っ|断り|拒ん|見送|refus\w*|declin\w* to|turn(?:s|ed)? down
勝っ|勝訴|勝利|won|wins? | 負け|敗訴|敗北|敗れ|lost|loses?
加速|accelerat\w* | 減速|失速|decelerat\w*|slow\w*
強い|強く|強め|強か|強化|堅牢|strong\w*|strengthen\w*|robust\w* | 弱い|弱く|弱め|弱ま|弱か|脆弱|もろ|weak\w*|vulnerable
公開|open-sourc\w*|publicly | 非公開|未公開|not public\w*|not released
既定で有効|有効|on by default|enabled|turned on | 無効|off by default|disabled|turned off
楽観|optimis\w* | 悲観|pessimis\w*
前倒し|早め|早ま|brought forward|earlier than | 延期|遅らせ|先送り|postpon\w*|delay\w*|later than
簡単|容易|易し|easi?(?:er|y|est) | 難し|困難|hard(?:er|est)?|difficult
安全|safe(?:r|st)? | 危険|unsafe|dangerous
"""
_NEGATION = re.compile(
    r"(?:^|\W)(?:not|never|hardly|n't|nor|cannot)\s(?:\w+\s){0,2}$", re.IGNORECASE
)
_NEGATION_JA = re.compile(r"[^、。]{0,5}?(?:ない|なかっ|ず(?:に|、|$)|ません|なく(?!な))")


def _pattern(words: str) -> re.Pattern[str]:
    parts = [part for part in words.strip().split("|") if part]
    latin = [p for p in parts if p[0].isascii()]
    other = [p for p in parts if not p[0].isascii()]
    found = other + ([rf"\b(?:{'|'.join(latin)})(?![a-z])"] if latin else [])
    return re.compile("|".join(found), re.IGNORECASE)


PAIRS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (_pattern(a), _pattern(b))
    for a, _, b in (line.partition(" | ") for line in _PAIRS.strip().splitlines())
)
_CLAUSES = re.compile(
    r"[。;；、]|[.!?](?=\s|$)|, |: | (?:while|whereas|but|although|though|and|because|after|when|if) |一方|(?<=[がし])、"
)


_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d)")


@dataclass(frozen=True)
class Clause:
    """A part of a sentence, with what it and the rest of the sentence speak of."""

    text: str
    line: int
    keys: frozenset[str]
    rest: frozenset[str]

    @cached_property
    def signs(self) -> dict[int, set[int]]:
        """Pair → which of its sides the clause has: 1 and -1."""
        out: dict[int, set[int]] = {}
        for at, sides in enumerate(PAIRS):
            for sign, side in zip((1, -1), sides, strict=True):
                for match in side.finditer(self.text):
                    turned = _negated(self.text, match)
                    out.setdefault(at, set()).add(-sign if turned else sign)
        return out


@dataclass(frozen=True, slots=True)
class Turned:
    """A word of the claim and what the source has instead, in which of its sentences."""

    word: str
    start: int
    right: str
    line: int


def clauses(text: str, numbers: Sequence[Quantity], line: int = 0) -> list[tuple[int, Clause]]:
    """The clauses of a folded sentence with where they begin."""
    words = [(w.start, w.keys) for w in concepts(text)]
    words += [(m.start(), frozenset({f"#{m[0]}"})) for m in _YEAR.finditer(text)]
    words += [(q.start, frozenset({f"#{q.value:.4g}"})) for q in numbers]
    whole = frozenset(key for _, keys in words for key in keys)
    out, start = [], 0
    ends = [m.end() for m in _CLAUSES.finditer(text)] + [len(text)]
    for end in ends:
        if end > start and text[start:end].strip():
            own = frozenset(key for at, keys in words if start <= at < end for key in keys)
            out.append((start, Clause(text[start:end], line, own, whole)))
        start = end
    return out


def turned(
    claim: Sequence[tuple[int, Clause]], source: Sequence[Clause], rare: Mapping[str, float]
) -> Iterator[Turned]:
    """Words of a claim where every clause of the source about the same has the opposite."""
    for start, clause in claim:
        if not clause.signs:
            continue
        for pair, signs in clause.signs.items():
            if len(signs) != 1:
                continue
            against = _against(clause, pair, next(iter(signs)), source, rare)
            side = PAIRS[pair][0].search(clause.text) or PAIRS[pair][1].search(clause.text)
            if against and side:
                yield Turned(side[0], start + side.start(), *against)


def _against(
    clause: Clause, pair: int, sign: int, source: Sequence[Clause], rare: Mapping[str, float]
) -> tuple[str, int] | None:
    ranked = [(_shared(clause, one, rare), one) for one in source]
    best = max((share for share, _ in ranked), default=0.0)
    close = [one for share, one in ranked if share >= max(LEAST, ENOUGH * best)]
    told = [one for one in close if pair in one.signs]
    if not told or any(sign in one.signs[pair] for one in told):
        return None
    words = [match[0] for side in PAIRS[pair] for match in side.finditer(told[0].text)]
    return words[0].strip(), told[0].line


def rarity(source: Sequence[Clause]) -> dict[str, float]:
    """What stands in many clauses says little of one."""
    many = Counter(key for clause in source for key in clause.keys)
    return {key: 1 / times**0.5 for key, times in many.items()}


def _shared(claim: Clause, source: Clause, rare: Mapping[str, float]) -> float:
    own = _count(claim.keys & source.keys, rare)
    return own + REST * (_count(claim.rest & source.rest, rare) - own)


def _count(keys: frozenset[str], rare: Mapping[str, float]) -> float:
    """A concept counts once, although its words may stand for several."""
    return sum((1.0 if key[0] in "=#@" else 0.5) * rare.get(key, 1.0) for key in keys)


def _negated(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()]
    if match[0].isascii():
        return bool(_NEGATION.search(before))
    return bool(_NEGATION_JA.match(text[match.end() :]))
