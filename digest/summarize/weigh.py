"""How newsworthy a sentence looks before any ranking: position, title, cue words, form. Pure.

The factors were tuned by reading on nine articles (Japanese and English); see docs/digest.md.
"""

from __future__ import annotations

import math
import re

from digest.summarize.sentences import Sentence, is_complete

ANAPHORA = re.compile(
    r"^(?:これ|それ|あれ|この|その|また|しかし|さらに|ただし|なお|そして|一方|そこで|ここで|彼ら"
    r"|(?:however|but|and|also|this|these|those|it|they|such|moreover|therefore|then)\b)",
    re.IGNORECASE,
)
NOISE = re.compile(
    r"^(?:参考|関連記事|出典|引用元?[::]|写真|画像[::]|図\s?\d|表\s?\d|figure\b|table\b|fig\.|※|discussion|last updated"
    r"|search\b|こんにちは|それでは|はじめに|目次|share\b|copyright|©|follow us|image[: ]|photo[: ])"
    r"|読者登録|利用規約|プライバシーポリシー|無断転載|会員登録|メルマガ|cookie|subscribe|sign up|newsletter"
    r"|all rights reserved|advertis|read more|続きを読む|click here|javascript|公開$",
    re.IGNORECASE,
)
CUE = re.compile(
    r"提案(?:する|した|し、|手法)|開発(?:した|し、|しました)|発表(?:した|し、|しました)|公開(?:した|し、|しました)"
    r"|リリース(?:した|し、|しました)|提供を?開始|明らかに|示(?:した|しました|している|されている|され)|達成(?:した|し|しました)"
    r"|上回|向上し|改善を|可能に(?:なり|し|なった)|成功し|追加(?:した|され|しました)|対応した|本(?:研究|論文|稿)"
    r"|\b(?:we|this paper|authors?) (?:propose|introduce|present|show|find|found|release|study|demonstrate)"
    r"|\bresults? (?:show|suggest|indicate)|\boutperform|\bachiev|\bfinding that|\bwe also find"
    r"|\bstate-of-the-art|\breleased?\b|\bannounc|\blaunch|\bnow (?:supports?|available)|\bbreaking change"
    r"|\bis (?:now )?available\b",
    re.IGNORECASE,
)
BACKGROUND = re.compile(
    r"注目され|成功しています|証明されています|進展を遂げ|利用されており|求められて|知られて|重要(?:です|となって)|ますます"
    r"|\b(?:have|has) (?:been|become|recently|achieved|emerged)\b|\bincreasingly\b|\bwidely used\b|\bis crucial\b",
    re.IGNORECASE,
)
FACTORS = ((ANAPHORA, 0.6), (BACKGROUND, 0.6), (CUE, 1.6), (re.compile(r"\d"), 1.2))


def prior(
    sentence: Sentence, place: int, title_terms: set[str], own_terms: set[str], *, full: int
) -> float:
    """A positive weight.

    place: index among the candidates; full: characters of a normal sentence in its language.
    """
    text = sentence.text
    weight = 1.0 + 1.2 * math.exp(-place / 3)
    weight *= 1.0 + 0.6 * len(title_terms & own_terms) / (len(title_terms) or 1)
    if not is_complete(text):
        weight *= 0.4 if sentence.kind == "bullet" else 0.55
    weight *= min(1.0, full / len(text))
    for pattern, factor in FACTORS:
        weight *= factor if pattern.search(text) else 1.0
    return weight
