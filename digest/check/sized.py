"""Whether a number of a claim stands where it can have been reckoned. Pure.

「4分短くなった」 and 「差は4分」 say a difference, 「4分になった」 says how much there is: a difference of any two
numbers proves nothing of that.
"""

from __future__ import annotations

import re

from digest.check.quantity import Quantity
from digest.check.words import ORDINAL

BEFORE = 24  # characters before a number that may say what it is

_CHANGE = (
    "短|長[いく]|減|増|下が|上が|下げ|上げ|引[きい]|伸び|伸ば|縮|延び|延ば|上昇|下落|低下|削|多[いくか]|少な|高[いくかま]|低[いくか]|安[いくか]|速|早"
    "|遅|上回|下回|超過|及ば|届か|足り|不足|余|残|浮|落[ちと]|改善|悪化|向上|拡大|縮小|差|開[きい]|後退|節約|加わ|加え|上[乗積]|積み増|膨ら|広[いくがげ]|狭"
    "|大き|小さ|薄|厚|重[いくか]|軽|前倒|先|離|リード|勝|負|赤字|黒字|強ま|弱ま|圧縮|割安|割高|まさ|勝る|劣|勝っ|ぶり|抑え|遠|近[いくか]"
)
_SIZED = re.compile(
    r"(?:ほど|程度|余り|あまり|余|近く|強|弱|以上|超|分|だけ|も|ずつ|前後)*の?、?"
    r"(?:[^、。はがをにへで\d]{0,4}|[ァ-ヺー]{2,10}(?:/[一-龥]{1,3}|毎[一-龥])?)(?:" + _CHANGE + ")"
)
_LISTED = re.compile(  # 入力が0.5ドル、出力が4ドル安くなる
    r"[^、。\d]{0,4}、[^、。\d]{1,12}[がはを](?:約)?[\d.,]+[万億]?[^、。\d]{0,6}?(?:"
    + _CHANGE
    + ")"
)
_GAP = re.compile(r"(?:差|開き|幅|増|減|違い|短縮|差額|伸び|上昇|低下)[^、。]{0,6}$")
_LEVEL = re.compile(  # a whole less its part, a base of which only the change is told
    r"うち|中\d|残|以外|ほか|他|ない|なかっ|[せれわえけめらかさたまば]ず|未|非|差し引|計算|逆算|換算|もと|元の|前の|従来|当初"
)
_WHOLE = re.compile(r"[^、。\d]{0,8}(?:のうち|中(?=[、\d]))")
_ENGLISH = re.compile(r"^[^ぁ-んァ-ヺ一-龥]*$")
_SUM = re.compile(
    r"合わせ|合計|含め|込みで|上乗せ分|計(?!画|算|測|器)|総|全(?:[体部員]で|て)|累計|通算|延べ|すべて|トータル|両|双方|ともに"
    r"|と[^、。と\d]{2,16}で[^、。\d]{0,4}\d|total|together|combined|in all|sum",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def is_sized(claim: str, number: Quantity) -> bool:
    """Whether a number of a folded claim is said to be the size of a difference."""
    if _ENGLISH.match(claim):
        return True
    before = claim[max(0, number.start - BEFORE) : number.start]
    said = _SIZED.match(claim, number.end) or _LISTED.match(claim, number.end)
    return bool(said or _GAP.search(before))


def is_level(claim: str, number: Quantity) -> bool:
    """Whether a number of a claim may be what a change or a part leaves."""
    return bool(_LEVEL.search(claim)) and not _WHOLE.match(claim, number.end)


def sums(claim: str) -> bool:
    """Whether a claim says that it adds up."""
    return bool(_SUM.search(claim))


def names_only(number: Quantity) -> bool:
    """Whether a number says which, when or for how many each: no amount to reckon with."""
    text = number.text.lower()
    return bool(ORDINAL.fullmatch(text) or _YEAR.fullmatch(text)) or text.startswith(
        ("per ", "each ", "every ")
    )
