"""A noun that the source has nowhere, told of what it says of another that ends alike: 産婦人科, 小児科 there. Pure.

Only where the rest of the claim stands in the sentence of the other, and that is not in the claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.check.content import Read
from digest.check.exchange import Exchanged
from digest.check.listed import unlike
from digest.check.parts import Parts

SURE = 0.5  # of the rest of a claim that must stand in one sentence
THREE = 3  # characters of the name of a place

# what a kind of things ends in; a shorter word with the second row is no name of one: 方法, 事業, 都市
_SHORT, _LONG = "科線県府語省庁州弁病症区島湖海薬師士党館", "法業学系市町村都教"
_PLAIN = frozenset(  # nouns that name none of the kind
    [
        "言語",
        "用語",
        "単語",
        "略語",
        "訳語",
        "敬語",
        "母語",
        "主語",
        "学科",
        "教科",
        "専科",
        "全科",
        "路線",
        "回線",
        "全線",
        "新線",
        "沿線",
        "支線",
        "本線",
        "無線",
        "有線",
        "曲線",
        "光線",
        "視線",
        "地区",
        "学区",
        "全区",
        "離島",
        "諸島",
        "半島",
        "列島",
        "近海",
        "航海",
        "沿海",
        "領海",
        "医薬",
        "新薬",
        "同士",
        "教師",
        "講師",
        "恩師",
        "本館",
        "全館",
        "会館",
        "新館",
        "与党",
        "野党",
        "政党",
        "疾病",
        "発症",
        "重症",
        "軽症",
        "看病",
        "政府",
        "全県",
        "各県",
        "官庁",
        "各省",
        "帰省",
        "反省",
        "答弁",
        "代弁",
        "全州",
        "各州",
    ]
)
_EXCLUSIVE = "科弁県府"  # none of a kind is another, whatever is told of it
_PLACES = "線県府区島湖市町村都"  # of which two may begin alike: 東野線, 東森線
_NOUN = re.compile(
    rf"(?<![一-龥々ァ-ヺー\d])(?:[一-龥々ァ-ヺー]{{1,11}}[{_SHORT}]|[一-龥々ァ-ヺー]{{2,11}}[{_LONG}])(?![一-龥々ァ-ヺー])"
)


def strange(claim: Read, source: Parts) -> Iterator[Exchanged]:
    """The nouns of a folded claim in whose place its source has another."""
    for match in _NOUN.finditer(claim.text):
        noun = match[0]
        rest = [w for w in claim.words if w.end <= match.start() or match.end() <= w.start]
        if noun in _PLAIN or any(noun in text for _, text in source.texts):
            continue
        for line, text in source.texts:
            others = [m[0] for m in _NOUN.finditer(text) if m[0][-1] == noun[-1]]
            others = [o for o in others if o not in claim.text and _other(noun, o)]
            sure = noun[-1] in _EXCLUSIVE or source.covered(rest, line, numbers=True) >= SURE
            if others and sure:
                yield Exchanged(*match.span(), others[0], text)
                break


def _other(noun: str, other: str) -> bool:
    """Whether two nouns that end alike name two things."""
    places = noun[-1] in _PLACES and len(noun) == len(other) >= THREE
    return unlike(noun, other) or (places and len(set(noun) & set(other)) < len(noun))
