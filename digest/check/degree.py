"""Words of comparison and change in Japanese: which way numbers must lie for them to be true. Pure.

A word says more or less (増えた, 下回る), better or worse (改善, 劣る) or fast or slow; what is
better or fast is told by the measure and the unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.check.direction import HIGHER_IS_BETTER, LOWER_IS_BETTER

MORE, BETTER, FAST = "more", "better", "fast"

# (kind, sign, words): the one visible table
TABLE: tuple[tuple[str, int, str], ...] = (
    (MORE, 1, r"増(?=え|や|加|し|大|の|で|と|、|。|$)|急増|倍増|増収|増益|上昇|(?<![ちみえい仕来])(?<![^よ]り)上が|(?<![ちみえい仕])(?<![^よ]り)上げ|引き上げ|上回|上向|かさ[むみん]|超え|超す|超過|高ま|高い|高く|高か|高め|多い|多く|多か|大きい|大きく(?!上|下|減|増|改|悪|縮|伸|落|後|遅|超|劣|勝)|大きか|伸び|伸ば|拡大|膨ら|延び|延ば|延長|長い|長く|長か|広が|広い|広か|割高|値上が|値上げ|高値|しのぐ|しのい|凌|上乗せ|上積み|重い|重か|厚い|高騰|急騰|急伸|跳ね上が"),
    (MORE, -1, r"減(?=っ|ら|る|り|少|の|で|と|、|。|$)|急減|激減|半減|減収|減益|減ず|低下|下落|急落|下が|下げ|引き下げ|下回|下向|低い|低く|低か|低め|少な|小さい|小さく|小さか|短縮|縮小|縮ま|縮み|縮む|縮め|縮ん|短い|短く|短か|狭ま|狭い|狭か|割安|値下が|値下げ|安い|安く|安か|削減|削[っらりる]|割り込|落ち込|落ち(?!着)|落と|及ば(?=な|ず)|届か(?=な|ず)|満た(?=な|ず)|達し(?=な|ず)|目減り|圧縮|軽い|軽く|薄い|割引|値引"),
    (BETTER, 1, r"改善|向上|良い|良く|良か|好転|優れ|優っ|優る|勝る|勝っ|上位"),
    (BETTER, -1, r"悪化|劣化|悪い|悪く|悪か|劣る|劣っ|劣り|見劣り|後れ"),
    (FAST, 1, r"速い|速く|速か|速ま|高速|早い|早く|早か|早ま"),
    (FAST, -1, r"遅い|遅く|遅か|遅れ|低速|鈍化"),
)  # fmt: skip
_WORDS = re.compile(
    "(?:" + "|".join(f"(?P<w{i}>{words})" for i, (_, _, words) in enumerate(TABLE)) + ")"
)
_NOUN = re.compile(
    r"(?:低下|下落|増加|減少|上昇|拡大|縮小|短縮|延長|伸び|改善|悪化|向上|増|減)(?:[がのはも]|を|幅|率|分|量|額|傾向)"
)
_DENIED = re.compile(r"^[ぁ-ん]{0,4}(?:ない|なかっ|ません|ず(?=、|に)|ぬ|おら)")
_LACK = re.compile(r"及ば|届か|満た|達し")  # not to reach is to be below
_REACH = re.compile(r"及ば|届か|達し")  # a goal that may be a small number
_GAP = re.compile(r"差[はが]|ずれ|乖離|距離")
_RATE = re.compile(r"毎秒|毎分|毎時|/s|/秒|スループット|帯域|速度")
_AHEAD = re.compile(
    r"\d(?:秒|分|時間|日|週間|[かカヶケ]月|年)前(?![のよかに倒])"
)  # 故障の5.2時間前
_PLACE = re.compile(r"順位|着順|\d\s?位(?!置)")
_TURN = re.compile(r"。|(?:が|一方|だが|し)、")
TIMES = ("sec", "month")


@dataclass(frozen=True, slots=True)
class Degree:
    """A word of the table. sign: turned where it is denied; its place in the text."""

    kind: str
    sign: int
    start: int
    end: int
    word: str
    denied: bool


def degrees(text: str) -> Iterator[Degree]:
    """The words of a folded Japanese sentence in order."""
    for match in _WORDS.finditer(text):
        if _NOUN.match(text, match.start()):  # 低下が大きい
            continue
        kind, sign, _ = TABLE[int((match.lastgroup or "w0")[1:])]
        lacks = bool(_LACK.match(match[0]))
        denied = not lacks and bool(_DENIED.match(text[match.end() : match.end() + 8]))
        yield Degree(kind, -sign if denied else sign, *match.span(), match[0], denied)


def lies(degree: Degree, family: str, text: str) -> int:
    """1 where numbers of a family must be more for a word of a text to be true, -1 less, 0 unknown."""
    clause = _TURN.split(text[: degree.end])[-1]
    if degree.kind == MORE:
        if _PLACE.search(clause):  # the first place is the lowest number
            return 0
        little = family in TIMES or _GAP.search(clause) or LOWER_IS_BETTER.search(clause)
        unsure = _REACH.match(degree.word) and little
        return 0 if unsure else degree.sign
    if degree.kind == FAST:
        if family in TIMES and not _RATE.search(clause):
            return degree.sign if _AHEAD.search(clause) else -degree.sign
        return degree.sign if _RATE.search(clause) and family not in TIMES else 0
    low, high = LOWER_IS_BETTER.search(clause), HIGHER_IS_BETTER.search(clause)
    if low and not high:
        return -degree.sign
    return degree.sign if high and not low else 0
