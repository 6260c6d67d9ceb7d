"""Whether a name does what another name of the source does: exchanged actors and things. Pure.

Names are held against each other as numbers are (fit.py): each with the words that belong to it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

from digest.check.aliases import ORDINARY
from digest.check.concepts import concepts
from digest.check.contexts import Bound, bound_to
from digest.check.labels import names as latin
from digest.check.quantity import Quantity

FAMILY = "@"
_KATAKANA = re.compile(r"(?<![ァ-ヴー])[ァ-ヴ][ァ-ヴー]{2,}(?![ァ-ヴー])")
_PLACE = re.compile(
    r"[一-龥]{1,4}(?:工場|支店|本店|本社|大学|病院|高校|市|県|町|村|区|店|港|駅)(?![一-龥])"
)
_PART = re.compile(
    r"[社氏]?(?:(?P<topic>では|は|が|も)|(?P<to>に|へ)|(?P<object>を)|(?P<end>、|で(?!は)|だ|。)|(?P<of>の))"
)


def naming(text: str, numbers: Sequence[Quantity]) -> list[Bound]:
    """The names of a folded sentence with their words."""
    spans = {(n.start, n.end): n.key for n in latin(text, numbers)}
    spans |= {
        m.span(): m[0] for p in (_PLACE, _KATAKANA) for m in p.finditer(text) if _proper(m[0])
    }
    kept: list[Quantity] = []
    for (start, end), key in sorted(spans.items()):
        fresh = not kept or start >= kept[-1].end
        if fresh and key not in ORDINARY and not key[0].isdigit():
            value = float(zlib.crc32(key.encode()))
            kept.append(Quantity(text[start:end], value, FAMILY, value, start, end))
    return bound_to(text, kept)


def parallel(text: str, one: int, two: int) -> bool:
    """Whether two names that end there play the same part: Aは…、Bは…, A to …, B to …."""
    first, second = _PART.match(text, one), _PART.match(text, two)
    return first is not None and second is not None and first.lastgroup == second.lastgroup


def _proper(word: str) -> bool:
    """A katakana word that the table does not know as an ordinary one."""
    return all(concept.kind != "known" for concept in concepts(word + "の"))
