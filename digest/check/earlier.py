"""Which of two numbers of a sentence was so before: "was 30 s", 以前は9時間だったが. Pure."""

from __future__ import annotations

import re

from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT

LATER_FIRST, EARLIER_FIRST, UNTOLD = -1, 1, 0

# words that say of the number behind them that it is the old one
_OLD = re.compile(
    r"(?:以前|従来|これまで|かつて|それまで|当初|前年同期|前年|昨年|去年|前期|前の期|前月|先月|(?:導入|改定|変更|更新|移行|値上げ|値下げ|刷新)前)"
    r"(?:の|は|には|では|が|、)*(?:[^\d。、はが]|(?<!\d)1(?![\d.,])){0,12}$"
    r"|\b(?:previously|formerly|originally|before that|was|were|used to be)\s(?:at |about |only |just )?$",
    re.IGNORECASE,
)
# and of the number before them
_OLD_BEHIND = re.compile(
    r"^[^.;,\d]{0,16}?\b(?:before|previously|earlier|ago|last (?:year|month|quarter|week|season)|a year before"
    r"|in the previous \w+|the (?:year|month|quarter|week) before"
    r"|(?:for|of|with|in|by) (?:its|the) (?:predecessor|previous|older|old|earlier|prior|former)|in (?:early |late )?(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_NOW_OLD = re.compile(  # 10 s, was 30 s; 31,000 a day, as against 44,000 before
    r"[^.;]{0,40}?(?:(?:,|;| and| but)?\s(?:as )?(?:against|compared (?:with|to)|versus|vs\.?|where|up from|down from|from|, )"
    r"|[,(;])[^.;\d]{0,24}$",
    re.IGNORECASE,
)
_BUT = re.compile(
    r"[^。\d]{0,12}(?:が|のに対し|に対し|に対して|ところ|けれど)、?(?:[^。\d]|(?<!\d)1(?![\d.,])){0,24}$"
)
_SO = re.compile(r"[^。\d]{0,12}(?:で|と|、|\()[^。\d]{0,24}$")


def order(sentence: str, first: Quantity, second: Quantity) -> int:
    """EARLIER_FIRST, LATER_FIRST or UNTOLD for two neighbours in a folded sentence."""
    if not _alike(first, second):
        return UNTOLD
    between = sentence[first.end : second.start]
    old_second = bool(_OLD.search(between)) or (
        between.isascii() and bool(_OLD_BEHIND.match(sentence[second.end :]))
    )
    old_first = bool(_OLD.search(sentence[max(0, first.start - 24) : first.start]))
    if old_second == old_first:
        return UNTOLD
    if old_second:
        joined = _NOW_OLD if between.isascii() else _SO
        return LATER_FIRST if joined.fullmatch(between) else UNTOLD
    return EARLIER_FIRST if _BUT.fullmatch(between) else UNTOLD


def _alike(first: Quantity, second: Quantity) -> bool:
    """Whether both are written in one unit; a difference in points is none of two levels."""
    points = any("ポイント" in one.text or "point" in one.text for one in (first, second))
    both = {first.family, second.family}  # "9 minutes, as against 14 before"
    return not points and (len(both) == 1 or both <= {ANY, COUNT} or second.family == ANY)
