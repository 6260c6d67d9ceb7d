"""The names in a sentence that numbers can belong to: models, products, measures. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check.quantity import Quantity

LATIN, NOUN, TERM = "latin", "noun", "term"

_REST = r"[A-Za-z0-9]*(?:[-._+@/][A-Za-z0-9]+)*"
_NUMBER = r"\d+(?:\.\d+)?[BM]?(?![A-Za-z0-9%,.]| ?[億万%円]|ドル|ポイント|件|倍)"
_NAME = re.compile(  # Lantern 2 Mini, vLLM, gpt-4o, Whisper large-v3; it begins with a capital or holds a digit
    rf"(?<![A-Za-z0-9])(?:[A-Z]{_REST}|[a-z]+(?=[-._]?[A-Z0-9]){_REST})"
    rf"(?: (?:[A-Z]{_REST}|[a-z]+-v?\d{_REST}|{_NUMBER}))*"
)
_LOWER = re.compile(r"(?<![A-Za-z0-9])[a-z][a-z.+-]*[a-z](?![A-Za-z0-9])")  # in Japanese a name too
_SIZE = re.compile(r"(?<![A-Za-z0-9.$-])\d+(?:\.\d+)?[BM](?![A-Za-z0-9])(?! ?(?:param|token))")
# a Japanese noun counts where a particle or a number makes it a subject
_NOUN = re.compile(
    r"[一-龥々ァ-ヴーA-Za-z]{2,40}(?<=[一-龥々ァ-ヴー]{2})"
    r"(?=」?\s?\(|(?:で|に|と)?[はがも]|に関する|向け|[のをにで](?=約?\d)|\s?[:はが]?\s?約?\d|[とや、](?=[一-龥ァ-ヴ]{2,12}[はがも]))"
    r"|[一-龥々ァ-ヴー]{2,40}[ぁ-ん]{1,2}?(?=」?\s?\(|[はが]\d)"
)
_NTH = re.compile(r"[年回日月期番週]目")
_COUNTER = re.compile(r"\d")  # 48社中, 16歳未満: what the number before counts
_KANA = re.compile(r"[ぁ-ん]")
_IDLE_NOUNS = """前期比 前年比 前年同期比 前月比 約 合計 平均 全体 最大 最小 最低 最高 以上 以下 総数 月間 年間 一方
場合 今回 同社 順位 期間 結果 中央値 全国 第 合わせ 当時 現在 今後 全部 半数 大半 残り 相手"""
_IDLE = frozenset(_IDLE_NOUNS.split())
_LEADING = re.compile(
    r"(?:The|A|An|On|In|At|By|With|For|From|To|Of|Its?|Our|We|I|He|She|They|You|This|That|These|And|But|Or|Only|Both"
    r"|When|While|Against|Compared|Over|Under|After|Before|Since|Until|As|If|Not|No|All|Each|Every|Some|Most|Using"
    r"|One|Is|Are|Without|More|Less)(?: |$)"
)

# what the two languages call the same thing, where reports set two of it side by side
_PAIRS = r"""
入力=input; 出力=output; 読み出し=cache reads?; 書き込み=cache writes?; 学習=training; 推論=inference;
売上|収益=revenue; 純利益=net income; 営業利益=operating (?:income|profit); 評価額=valu(?:es|ed|ation);
クラウド=cloud; ライセンス=licen[cs]e; チャット=chat; コード=code; 検索=retrieval; 長文脈=long context;
感度=sensitivity; 特異度=specificity; 適合率=precision; 再現率=recall; 精度=accuracy;
下書き=draft; 本体=target; 総パラメータ=total; 活性=active; メモリ=memory; 帯域=bandwidth; 遅延=latency;
男性=men; 女性=women; 日本=japan; 米国=(?-i:US|U\.S\.); 中国=china; インド=india; 英国=(?-i:UK|U\.K\.);
ドイツ=germany; 欧州=europe; 大企業=large (?:firms|companies); 中小企業=small (?:firms|companies);
平日=weekdays?; 休日=weekends?; 昼間=daytime; 夜間=night
"""
TERMS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (japanese, re.compile(japanese), re.compile(rf"\b(?:{english})\b", re.IGNORECASE))
    for japanese, english in (pair.strip().split("=", 1) for pair in _PAIRS.split(";"))
)


@dataclass(frozen=True, slots=True)
class Label:
    """A name at its place. key: how it is compared; kind: latin, noun or term.

    weak: it may be no name, but the first word of an English sentence.
    """

    key: str
    kind: str
    start: int
    end: int
    text: str
    weak: bool = False


def labels(text: str, numbers: Sequence[Quantity], *, across: bool) -> tuple[Label, ...]:
    """The names of a folded sentence in order, none inside a number.

    across: the other text is in another language, of whose nouns only TERMS are known.
    """
    found = [*_sizes(text), *_latin(text), *(_terms(text) if across else _nouns(text))]
    taken = [(q.start, q.end) for q in numbers]
    kept: list[Label] = []
    for label in sorted(found, key=lambda one: (one.start, one.kind != TERM, -one.end)):
        inside = any(a <= label.start and label.end <= b for a, b in taken)
        size = label.kind == LATIN and label.text[0].isdigit()
        if (size or not inside) and not (kept and label.start < kept[-1].end):
            kept.append(label)
    return tuple(kept)


def key_of(text: str) -> str:
    """Lower case, without what separates words: GPT-4o and gpt 4o are one."""
    return re.sub(r"[\s\-_]+", " ", text.lower()).strip()


def same_name(a: str, b: str) -> bool:
    """Whether one key is the other or a part of it: in whole words, or at the end of a noun."""
    if not (a.isascii() and b.isascii()):
        return a.endswith(b) or b.endswith(a)
    first, second = set(a.split()), set(b.split())
    return first <= second or second <= first


def _sizes(text: str) -> Iterator[Label]:
    for match in _SIZE.finditer(text):
        yield Label(key_of(match[0]), LATIN, match.start(), match.end(), match[0])


def _latin(text: str) -> Iterator[Label]:
    english = not _KANA.search(text)
    for match in _NAME.finditer(text):
        start, name = match.start(), match[0]
        while leading := _LEADING.match(name):
            start, name = start + leading.end(), name[leading.end() :]
        if len(name) > 1 and not name[0].isdigit():
            weak = english and start == 0 and name[1:].isalpha() and name[1:].islower()
            yield Label(key_of(name), LATIN, start, match.end(), name, weak)
    for match in () if english else _LOWER.finditer(text):
        yield Label(key_of(match[0]), LATIN, match.start(), match.end(), match[0])


def _nouns(text: str) -> Iterator[Label]:
    for match in _NOUN.finditer(text):
        counted = _COUNTER.search(text, max(0, match.start() - 1), match.start())
        if match[0] not in _IDLE and not counted and not _NTH.fullmatch(match[0]):
            yield Label(match[0].lower(), NOUN, match.start(), match.end(), match[0])


def _terms(text: str) -> Iterator[Label]:
    english = not _KANA.search(text)
    for key, in_japanese, in_english in TERMS:
        for match in (in_english if english else in_japanese).finditer(text):
            yield Label(key, TERM, match.start(), match.end(), match[0])
