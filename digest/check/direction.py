"""Which way a number goes: up or down, better or worse, in Japanese and English. Pure.

A word is bound to the number that it belongs to by its place in the sentence: in Japanese it
mostly follows (38%減った), in English it stands before (fell 12%) or right behind (12% lower).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digest.check import senses
from digest.check.quantity import Quantity

SIZE, VALUE = "size", "value"

# (axis, sign, words): the one visible table
TABLE: tuple[tuple[str, int, str], ...] = (
    (VALUE, 1, r"改善|向上|良くな|高速化|速い|速く|速まる|勝る|勝った|加速|outperform|outpac|overt(?:ake|ook)|eclips|tops?\b|topped|accelerat|beat(?:s|en|ing)?\b|surpass|improv|faster|better|speed-?ups?|sped up|gains?\b|gained|helps?\b"),
    (VALUE, -1, r"悪化|劣化|鈍化|遅い|遅く|劣る|劣った|及ばな|及ばず|負け|underperform|trail(?:s|ed|ing)?\b|lag(?:s|ged|ging)?\b|worse|worsen|degrad|deteriorat|slower|slow(?:s|ed) down|hurts?\b|behind"),
    (SIZE, 1, r"増|上昇|(?<![ちみえい仕来])(?<![^よ]り)上が|(?<![ちみえい仕])(?<![^よ]り)上げ|上回|高ま|高い|高く|高か|大きい|大きく(?!下|上|減|増|改|悪|縮|伸|落|後|遅|超|劣|勝)|大きか|多い|多く|多か|伸び|伸ば|拡大|延び|延長|長い|長く|長か|広が|急騰|膨ら|過大|割増|increas|r[io]ses?\b|risen|rising|rais(?:e|es|ed|ing)\b|gr[eo]ws?\b|grown|growth|climb|jump|doubl|tripl|quadrupl|expand|swell|spik|surg|soar|exceed|higher|above|up(?= |\b)|more|larger|longer|boost|adds?\b|added|overestimat|lifts?\b|lifted|widen"),
    (SIZE, -1, r"減|costs?(?= $)|低下|下が|下げ|下回|低い|低く|低か|小さい|小さく|小さか|少な|縮|短縮|短い|短く|短か|狭|削|割引|割り引|下落|急落|落ち|落と|抑え|過小|半減|decreas|f[ea]lls?\b|fallen|falling|drop|declin|reduc|cuts?\b|cutting|lower|below|down(?= |\b)|fewer|less|narrow|shr[aiu]nk|shorten|shorter|smaller|cheaper|loses?\b|lost|losing|slip|plung|slump|tumbl|dip(?:s|ped)\b|shed(?:s|ding)?\b|sav(?:e|es|ed|ing)\b|discount|underestimat|halv|trim|slash"),
)  # fmt: skip
_WORDS = re.compile(
    r"(?<![A-Za-z-])(?:"
    + "|".join(f"(?P<w{i}>{words})" for i, (_, _, words) in enumerate(TABLE))
    + ")",
    re.IGNORECASE,
)
_AFTER = re.compile(  # what can follow the number that it belongs to; a verb begins another thing
    r"(?:[\s-]+(?:percentage )?points?)?[\s-]+(?:\w+[\s-]+)?(?=(?:fewer|less|more|lower|higher|smaller|larger|shorter"
    r"|longer|cheaper|faster|slower|better|worse|above|below|behind|increase|decrease|reduction|drop|decline|gain"
    r"|improvement|rise|growth|cut|discount|speed-?up)(?![a-z]))",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"(?:\bnot|n't|\bno|never|without|neither|hardly)\s(?:\w+\s){0,2}$", re.IGNORECASE
)
_JAPANESE_NEGATED = re.compile(r"^[^、。]{0,4}(?:ない|なかっ|ず|ません)")
_IF = re.compile(r"[ぁ-ん]{0,2}(?:[うくすつぬむる]と、|れば|たら、|場合)")
# a measure of which less is better, and one of which more is: they turn better into up or down
LOWER_IS_BETTER = re.compile(
    r"誤り|誤差|誤答|誤認|誤読|誤検|誤判|エラー|遅延|遅れ|レイテンシ|時間|日数|費|コスト|価格|料金|原価|メモリ|損失|赤字|パープレキシティ|消費|電力"
    r"|不具合|欠陥|不良|故障|事故|違反|苦情|クレーム|再入電|拒否|解約|離職|離脱|見逃|取りこぼ|偽陽性|偽陰性|幻覚|ハルシネーション|廃棄|排出|残業|渋滞|待ち"
    r"|滞納|欠品|返品|死亡|感染|停電|ダウンタイム|漏えい|\b(?-i:WER|CER)\b"
    r"|error|latency|delay|time\b|cost|price|memory|loss|perplexity|power|energy|defect|bug|compute|churn|complaint|downtime|waste|emission"
    r"|hallucinat|false (?:positive|negative|alarm)|overhead|violation|incident|accident|wait|refusal",
    re.IGNORECASE,
)
HIGHER_IS_BETTER = re.compile(
    r"精度|正答|正解|正確|スコア|得点|点数|ポイント|性能|成功|スループット|売上|利益|品質|満足|適合|再現率|合格|稼働率|積載率|定着|継続率|成約|効率|生産性"
    r"|歩留|マージン|一致率|勝率|解決率|完了率|検出率|到達率|出席率|黒字|信頼|"
    r"accuracy|score|point|performance|success|throughput|revenue|profit|quality|f1|bleu|benchmark|margin|satisfaction|precision|recall|yield"
    r"|productivity|efficiency|uptime|retention",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[;:。]|, (?-i:[A-Z])|, (?:but|while|and|whereas|with|against|although|because|since|so)\b| but | while | whereas | although | versus "
    r"| against | compared |\((?!\s*[+-])",
    re.IGNORECASE,
)
_STOP = re.compile(r"[。;]|(?<![ぁ-ん上下広繋])[はが]|一方")  # a new subject; 上がる is none
_BASE = re.compile(
    r"\s?[一-龥]{0,3}(?:を|より|[にと]比べ)[ぁ-ん]{0,4}(?:大きく|大幅に|やや)?(?:上回|下回|超|高|低|多|少|長|短|大|小|速|遅|早)"
    r"|\s?[一-龥]{0,3}には?(?:まだ|やや|遠く|わずかに)?(?:及ば|届か|達し|満た)"
)  # what another is compared with
_KANA = re.compile(r"[ぁ-ん]")
_LIMIT = re.compile(  # "by more than 40%", "by up to 40%" say nothing of the direction
    r"\b(?:(?:no )?(?:more|less|fewer|greater|higher|lower) than|up to|as (?:much|many) as|over|at (?:least|most))"
    r"\s(?:about |around |an? |the )?$",
    re.IGNORECASE,
)
_CLOSE = 8  # characters between a number and an adjective that belongs to it
_NEAR = 24  # characters behind a number in which an English word belongs to it
_FAR = 90  # before it


@dataclass(frozen=True, slots=True)
class Direction:
    """axis: size or value; sign: 1 up or better, -1 down or worse; word: what says so."""

    axis: str
    sign: int
    word: str


def of(sentence: str, quantity: Quantity, others: Sequence[Quantity] = ()) -> Direction | None:
    """The direction of a number in its folded sentence; None where nothing says one."""
    if _KANA.search(sentence):
        return _japanese(sentence, quantity)
    signed = re.search(r"[(\s]([+-])$", sentence[max(0, quantity.start - 2) : quantity.start])
    if signed:
        return Direction(SIZE, 1 if signed[1] == "+" else -1, signed[1])
    return _english(sentence, quantity, others)


def opposed(claim: Direction, source: Direction, clauses: str, unit: str) -> bool:
    """Whether they contradict; clauses: the words around both; unit: a number's words."""
    if claim.axis == source.axis:
        return claim.sign != source.sign
    better = -1 if LOWER_IS_BETTER.search(clauses) else 1
    if LOWER_IS_BETTER.search(clauses) and HIGHER_IS_BETTER.search(clauses + unit):
        return False
    if better == 1 and not HIGHER_IS_BETTER.search(clauses + unit):
        return False
    size, value = (claim, source) if claim.axis == SIZE else (source, claim)
    return size.sign != value.sign * better


def _japanese(sentence: str, quantity: Quantity) -> Direction | None:
    rest = sentence[quantity.end :]
    stop = _STOP.search(rest)
    near = rest[: stop.start()] if stop else rest
    if _BASE.match(rest):
        return None
    found = next((m for m in _WORDS.finditer(near) if not _apart(near, m)), None)
    if found is None:
        return None
    if "最も" in near[: found.start()]:
        return None
    behind = near[found.end() :]
    unsaid = _JAPANESE_NEGATED.match(behind) or _IF.match(behind)
    return None if unsaid else _direction(found)


def _apart(text: str, word: re.Match[str]) -> bool:
    """Whether a word behind a number speaks of something else: 85%で、長い文脈でも…"""
    gap = text[: word.start()]
    if "より" in gap[1:] and word[0][-1] in "いくなか":
        return True  # 小さい方を8ビットで使うより大きい方
    adjective = word[0][-1] in "いくなか"
    other_object = "を" in gap.rpartition("、")[2] and "、" in gap
    return other_object or (adjective and ("、" in gap or len(gap) > _CLOSE))


def _english(sentence: str, quantity: Quantity, others: Sequence[Quantity]) -> Direction | None:
    following = [q.start for q in others if q.start > quantity.start]
    until = min([quantity.end + _NEAR, *following])
    behind = sentence[quantity.end : until]
    clause = _CLAUSE.search(behind)
    behind = behind[: clause.start()] if clause else behind
    adjacent = _AFTER.match(behind)
    after = _WORDS.match(behind, adjacent.end()) if adjacent else None
    if after:
        return _direction(after)
    before = sentence[max(0, quantity.start - _FAR) : quantity.start]
    limit = _LIMIT.search(before)
    before = before[: limit.start()] if limit else before
    for clause in _CLAUSE.finditer(before):
        before = " " * clause.end() + before[clause.end() :]
    at = max(0, quantity.start - _FAR)
    words = [
        m
        for m in _WORDS.finditer(before)
        if not _NEGATED.search(before, 0, m.start())
        and not senses.told(sentence, at + m.start(), at + m.end())
    ]
    if words and words[-1][0].lower().startswith("cost") and quantity.family != "%":
        words.pop()  # "costs 4 points" is a loss, "costs $4" a price
    return _direction(words[-1]) if words else None


def _direction(match: re.Match[str]) -> Direction:
    axis, sign, _ = TABLE[int((match.lastgroup or "w0")[1:])]
    return Direction(axis, sign, match[0])
