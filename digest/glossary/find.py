"""What issues say → the terms in it that readers may want to look up. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from digest.export.glossary import alone

LEAST = 2  # uses of a term; one is enough where the text spells it out
MOST = 80  # terms that one look adds
# Terms in kanji or short katakana, which no pattern tells from everyday words.
KNOWN = (
    "検索拡張生成", "大規模言語モデル", "小規模言語モデル", "基盤モデル", "拡散モデル", "世界モデル", "量子化", "蒸留",
    "知識蒸留", "強化学習", "転移学習", "継続事前学習", "事前学習", "指示チューニング", "埋め込み", "ベクトル検索",
    "思考の連鎖", "文脈内学習", "ハルシネーション", "マルチモーダル", "ガードレール", "レッドチーム", "トークナイザ",
    "アラインメント", "投機的デコーディング", "プロンプトインジェクション", "ファインチューニング", "状態空間モデル",
)  # fmt: skip
# Written in capitals or long katakana, and known to everybody or somebody's name.
_COMMON = """AI IT PC OS US UK EU UN OK NG ID URL PDF HTML JSON CSV XML CEO CTO CFO GB MB TB KB CPU GPU TV FAQ
PR HR UI UX API SDK CLI HTTP HTTPS SNS NEC NTT KDDI IBM AWS AMD GPT xAI README MIT BSD USD JPY UTC JST NHK AM PM TBD
ISO VR AR DM QR IP AND THE NOT FOR NVIDIA PwC TSMC SAP IDC KPMG BBC CNN NASA NIST NICT UCLA METI LINE ASUS プラットフォーム アプリケーション コミュニケーション インターフェース エンタープライズ
ショートカットキー デスクトップアプリ シミュレーション エンジニアリング パーソナルコンピュータ ソフトウェアエンジニア インフラストラクチャ セキュリティリスク"""
COMMON = frozenset(_COMMON.split())
_LATIN = re.compile(
    r"(?<![0-9A-Za-z_\-./@#+])[A-Za-z]{2,10}(?![0-9A-Za-z_/@+]|-[0-9A-Za-z]|\.[0-9a-z])"
)
_KATAKANA = re.compile(r"(?<![ァ-ヺー])[ァ-ヺー]{8,24}(?![ァ-ヺー])")
_SPELLED = re.compile(
    r"(?P<long>[^\s、。,.「」()（）]{4,40}|(?:[A-Z]?[a-z][a-z-]*[ -]){1,5}[A-Za-z][a-z]+)"
    r"\s?[(（](?P<short>[A-Za-z]{2,10})[)）]"
    r"|(?P<first>(?<![0-9A-Za-z_-])[A-Za-z]{2,10})\s?[(（](?=[^()（）]*[ぁ-ん一-龥a-z]{3})[^()（）]{4,60}[)）]"
)


def find(items: Iterable[str]) -> tuple[str, ...]:
    """The terms that are used LEAST times, or that a text spells out; most used first."""
    texts = [unicodedata.normalize("NFKC", text) for text in items]
    used: Counter[str] = Counter()
    spelled: set[str] = set()
    for text in texts:
        used.update(_terms(text))
        spelled.update(_spelled(text))
    found = [term for term in used if used[term] >= LEAST or term in spelled]
    return tuple(sorted(found, key=lambda term: (-used[term], term)))[:MOST]


def _terms(text: str) -> Iterator[str]:
    for found in _LATIN.finditer(text):
        if is_acronym(found[0]):
            yield _singular(found[0])
    for found in _KATAKANA.finditer(text):
        if found[0] not in COMMON:
            yield found[0]
    for term in KNOWN:
        if not _KATAKANA.fullmatch(term):
            yield from [term] * text.count(term)


def is_acronym(word: str) -> bool:
    """RAG, LoRA, vLLM, SaaS; not OpenAI (a name) and not AI (known to everybody)."""
    word = _singular(word)
    capitals = sum(letter.isupper() for letter in word)
    if word in COMMON or capitals < 2:
        return False
    return len(word) - capitals <= 2 and capitals >= len(word) - capitals


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and word[:-1].isupper() and len(word) > 3 else word


def _spelled(text: str) -> Iterator[str]:
    for found in _SPELLED.finditer(text):
        word = found["short"] or found["first"]
        if is_acronym(word):
            yield _singular(word)


def uses(terms: Sequence[str], written: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Term → the weeks whose issues use it, in the order of `written` ((week, text) pairs)."""
    texts = [(week, unicodedata.normalize("NFKC", text)) for week, text in written]
    out = {}
    for term in terms:
        pattern = re.compile(alone(term)) if term else re.compile(r"(?!)")
        weeks = [week for week, text in texts if term in text and pattern.search(text)]
        out[term] = tuple(dict.fromkeys(weeks))
    return out
