"""How alike two texts or titles are: sketches, containment, title words. Pure.

Measured on Japanese and English articles: a bottom-k sketch of character 5-grams equals
MinHash (no dependency), 64-bit simhash fails on Japanese, and only containment finds an
article of which the other source has but the first paragraph.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from heapq import nsmallest

from digest.text import folded

SHINGLE = 5
SKETCH = 128
SKETCH_CHARS = 4000
MIN_SHINGLES = 80  # below this, likeness says little

_LATIN = re.compile(r"[a-z][a-z0-9]*(?:[.\-+][a-z0-9]+)*|\d+(?:[.,]\d+)*")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]{2,}")
_KANJI = re.compile("[\u4e00-\u9fff\u3005]{2,}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:[-.]?(?:alpha|beta|rc|dev|pre)\.?\d*)?", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z]*[A-Z][A-Za-z0-9]*(?:[.+\-][A-Za-z0-9]+)*")
_COMMON = (
    "the a an of to in for and on with is are at by from as how why what new its it be or we our"
    " your you this that using via can will into about more has have now 発表 公開 開始 提供 登場"
    " 開発 紹介 記事 利用 活用 方法 機能 対応 最新"
)
_STOP = frozenset(_COMMON.split())
_SUFFIX = re.compile(r"\s+[|\-–—:·»]\s+[^|\-–—:·»]{2,40}$|\s*[｜|]\s*[^｜|]{2,40}$")
_FROM = re.compile(r"\s*\([^()]{2,25}\)$")  # the publisher, before the ending of who copied it
# What any number of articles are called: series, roundups, reports of attendance, primers.
_TEMPLATE = re.compile(
    r"とは[?？]|まとめ|入門|(?:使|試|やり?|作|触|読|動か|行)っ?てみた|参加レポート|参加報告|登壇しま|に参加して|に行ってきま"
    r"|第\s*\d+\s*回|今週|今月|今日の|週刊|月刊|月号|お知らせ|わかりやすく解説|完全ガイド|おすすめ|\d+\s*選|アップデート$"
    r"|\b(?:weekly|monthly|this week|this month|newsletter|digest|roundup|round-up|recap|changelog|release notes"
    r"|(?:product|monthly) updates?|what[’']?s new|what is|what are|welcome to|hello,? world|getting started"
    r"|introduction to|a guide to|beginner[’']?s guide|patch release|office hours|open thread|who is hiring)\b",
    re.IGNORECASE,
)
# What somebody did with a thing, or thinks of it: no report of the news that it points to.
_OWN_ACCOUNT = re.compile(
    r"てみ(?:た|よう|る|ました)|試(?:す|した)|触(?:る|った)|比較|検証|レビュー|実力|所感|感想|使い(?:方|こな)|を読む|読み解|ガイド$|チュートリアル"
    r"|ハンズオン|ファーストインプレッション|雑記|日記|備忘|メモ|考察|なぜ|のか[?？]?$|話$|ハッカソン"
    r"|\b(?:hands[- ]on|review(?:ed|s)?|tutorial|how (?:to|i|we)|my (?:experience|thoughts)|first impressions?"
    r"|compar(?:ed|ing|ison)|versus|vs|guide|lessons|deep dive|thoughts on|notes on|opinion|why)\b",
    re.IGNORECASE,
)


def shingles(text: str) -> frozenset[int]:
    """Hashes of the character 5-grams of letters and digits, of the first SKETCH_CHARS."""
    plain = folded(text[: 2 * SKETCH_CHARS])[:SKETCH_CHARS].encode("utf-16-le", "replace")
    width = 2 * SHINGLE
    return frozenset(
        map(zlib.crc32, [plain[i : i + width] for i in range(0, len(plain) - width + 1, 2)])
    )


def sketch(hashes: frozenset[int]) -> tuple[int, ...]:
    """The SKETCH smallest hashes, ascending: a sample that keeps Jaccard likeness."""
    return tuple(nsmallest(SKETCH, hashes))


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Estimated Jaccard likeness of two sketched sets, 0 to 1."""
    union = nsmallest(SKETCH, {*one, *other})
    if not union:
        return 0.0
    both = frozenset(one) & frozenset(other)
    return sum(h in both for h in union) / len(union)


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the smaller set that the other holds, 0 to 1; 0 when it is too small to say."""
    small, large = sorted((one, other), key=len)
    return len(small & large) / len(small) if len(small) >= MIN_SHINGLES else 0.0


def title_keys(title: str) -> tuple[str, ...]:
    """The folded title, and without a site's name at its end; () where too short to mean much."""
    whole = unicodedata.normalize("NFKC", title)
    bare = without_site(title)
    parts = (whole, _SUFFIX.sub("", whole), bare) if bare != whole else (whole,)
    return tuple(dict.fromkeys(key for part in parts if _telling(key := folded(part))))


def without_site(title: str) -> str:
    """A title (NFKC) without the names of sites at its end: … (ITmedia) - Yahoo!ニュース."""
    whole = bare = unicodedata.normalize("NFKC", title)
    for _ in range(2):
        cut = _SUFFIX.sub("", bare)
        cut = _FROM.sub("", cut) if cut != bare else cut
        if len(cut) * 2 < len(whole):
            break
        bare = cut
    return bare


def is_template(title: str) -> bool:
    """Whether unrelated articles have such titles: 今週のまとめ, What is RAG?, Product updates."""
    return bool(_TEMPLATE.search(unicodedata.normalize("NFKC", title)))


def is_own_account(title: str) -> bool:
    """Whether a title tells what its author tried, compared, explains or thinks: no news."""
    return bool(_OWN_ACCOUNT.search(without_site(title)))


def title_names(title: str, small: frozenset[str]) -> frozenset[str]:
    """Names in a title, lower case: words of Latin letters with a capital that nobody writes small.

    small: what some text at hand writes with small letters (digest.names.small_words).
    """
    found = _NAME.findall(without_site(title))
    return frozenset(n for word in found if (n := word.lower()) not in small and n != "ai")


def texts_agree(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two texts, which may be mere teasers, say the same by their shingles."""
    small, large = sorted((one, other), key=len)
    return len(small) > 9 and len(small & large) * 2 >= len(small)


def _telling(key: str) -> bool:
    wide = sum(c > "\u3000" for c in key)
    return len(key) + wide >= 16


def title_words(title: str) -> frozenset[str]:
    """Names, numbers and kanji pairs of a title; words that any title may hold left out."""
    text = without_site(title).lower()
    words = {*_LATIN.findall(text), *_KATAKANA.findall(text)}
    words |= {run[i : i + 2] for run in _KANJI.findall(text) for i in range(len(run) - 1)}
    return frozenset(word for word in words if word not in _STOP and len(word) > 1)


def numbers(title: str) -> frozenset[str]:
    """The numbers of a title: v1.2.3 and v1.2.4 are two stories, however alike their texts."""
    return frozenset(_NUMBER.findall(unicodedata.normalize("NFKC", title).lower()))


def numbers_agree(one: str, other: str) -> bool:
    """Whether no title has a number that contradicts the other's."""
    mine, theirs = numbers(one), numbers(other)
    return mine <= theirs or theirs <= mine
