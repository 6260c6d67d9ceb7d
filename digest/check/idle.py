"""Numbers that a summary may make itself: counts of its own lists, ordinals, "one". Pure."""

from __future__ import annotations

import re

from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT

SMALL = 12  # counts up to here are often made by the summary itself
TINY = 4
COUNTED = 20  # counts of things up to here are small
_OWN_COUNT = re.compile(
    r"つ|個|点|種|段階|社|者|項目|軸|本|分野|領域|目|番|章|節|期|世代|要素|側面|方|名|次元"
)
_ORDINAL = re.compile(r"(?:第|図|表|Fig\.?|Figure|Table|Section|Step|ステップ|フェーズ)\s?$")
_NUMBERED = re.compile(
    r"(?:第|図|表|Fig\.?|Figure|Table|Section|Step|ステップ|フェーズ|[A-Za-z-]$|(?<![A-Za-z])[A-Z][A-Za-z-]*\s)$"
)
_NUMBER_OF = re.compile(r"[つ回番年人社]目|番|度目|つの(?:方法|点|柱|課題|理由)|\s?[A-Z]")
_PART_OF = re.compile(r"[^、。\d]{0,8}(?:のうち|中)\d")
_PART_OF_IT = re.compile(r"(?:のうち|\d[^、。\d]{0,8}中)(?:の|、)?$")
_EACH = re.compile(
    r"(?:当たり|あたり|につき|ごと|毎|単位)|約?[$€£]?\d"
)  # 1kgあたり, 1キロワット時1.9セント
_OVER = re.compile(r"の?[^、。\d]{0,12}(?:合わせ|合計|累計|通算)")  # 2年間の貸出は合わせて


def idle(text: str, quantity: Quantity) -> bool:
    """A number that a summary may make itself: list counts, ordinals, "one"."""
    if not quantity.raw.is_integer() or quantity.scaled:
        return False
    if quantity.raw == 1 and quantity.text[:1] == "1" and _EACH.match(text, quantity.end):
        return True
    if _PART_OF.match(text, quantity.end) or _PART_OF_IT.search(text, 0, quantity.start):
        return False
    if _ORDINAL.search(text, max(0, quantity.start - 10), quantity.start):
        return quantity.raw <= SMALL
    if quantity.family in ("sec", "month"):
        if text.startswith("目", quantity.end):  # 2年目
            return quantity.raw <= TINY
        return quantity.raw <= 1 or bool(_OVER.match(text, quantity.end))
    if quantity.family not in (ANY, COUNT) or quantity.raw > SMALL:
        return False
    own = _OWN_COUNT.match(text, quantity.end) or not quantity.text[:1].isdigit()
    return quantity.raw <= TINY or bool(own)


def small(text: str, number: Quantity) -> str:
    """The kind of a small count of things, years, hours, ...; "" for others and for ordinals."""
    timed = number.family in ("month", "sec") and number.raw > 0
    plain = number.family in (ANY, COUNT) or timed
    if not plain or number.scaled or not number.raw.is_integer() or not 1 < number.raw <= COUNTED:
        return ""
    digits = number.text[:1].isdigit()
    before = digits and _NUMBERED.search(text, max(0, number.start - 12), number.start)
    if before or _NUMBER_OF.match(text, number.end):
        return ""
    return f"{number.family} {number.value / number.raw:.0f}" if timed else COUNT
