"""What a claim has and the sentence that it tells again has not: 確認したうえで, "without asking". Pure.

Every shared word is denied or not in both. Where exactly one place differs and no other word says
the opposite, the claim says the contrary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from digest.check.features import KANA, UNITS, Feature, features

NEAR = 12  # characters that one denial covers
FEW = 2  # words of a claim that has no others
LEAST = 3  # words of a clause that are the claim's
_CLAUSE = re.compile(r"[;:]|,(?! ?\d{3})| and | but | while | whereas |、", re.IGNORECASE)
KINDS = ("metric:", "role:", "=", "%")

_BEFORE = re.compile(
    r"\b(?:without|no|not|never|neither|nor|none of|cannot)\s(?:[\w-]+\s){0,2}$|n[’']t\s(?:[\w-]+\s){0,2}$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?:\s[\w-]+){0,2}\s(?:not|never|cannot)\b|(?:\s[\w-]+){0,1}n[’']t\b", re.IGNORECASE
)
_JAPANESE = re.compile(
    r"[^、。]{0,8}?(?:(?<![こみ見])なし(?![遂と])|無しに?|(?<!少)ない(?:[。まうでと、]|$)|なかっ|(?<!少)なく(?!な)|ずに|(?<!ま)(?<!は)(?<!必)[ぁ-ん経得]ず(?=[、。に])|ません|不要|ゼロ)"
)
_LESS = re.compile(r"(?:及ば|届か|満た|達し|変わら|劣ら|違わ)[なずぬ]")  # is not denied
_OTHER = re.compile(r"[にでとのをへ][一-龥ァ-ヺー]{1,6}[がはも]")  # 性能に不足はない
ANY_DENIAL = re.compile(  # what denies anything in any way
    r"(?<!少)ない|なかっ|なく|(?<![こみ見])なし|無し|ずに|(?<!ま)(?<!は)(?<!必)[ぁ-ん経得]ず(?=[、。に])|ません|[不未非無否]|以外|除|限ら|限定|限る|小さ|僅か|わずか|ほとんど|外[さしすれ]|対象外|禁|拒|断|だけ|のみ|しか|まだ|まま|ゼロ|足り|満た|届か|及ば|変わら|据え置|欠|抜|とどま|すぎ|過ぎ|どおり|通り|同じ|横ばい"
    r"|\b(?:not|no|never|none|nothing|nobody|neither|nor|without|un\w+|im\w+ible|in\w+(?:able|ible)|exempt\w*|unless|laps\w+|expir\w+|forbid\w*|prohibit\w*|ban\w*|refus\w+|reject\w*|declin\w+"
    r"|except\w*|exclu\w+|leav\w+|rather|instead|only|fail\w*|lack\w*|miss\w*|free|drop\w*|stop\w*|end\w*|remain\w*|keep\w*|kept|sta(?:y|id)\w*|less|least|few\w*|below|under"
    r"|still|yet|too|hardly|rarely|barely|cannot|remov\w+|replac\w+|out of|short of|out|off|beyond|separate\w*|alone|part|avoid\w*|prevent\w*|deni\w+|deny|oppos\w+|against)\b|n[’']t\b",
    re.IGNORECASE,
)
_MODAL = re.compile(r"\b(?:must|may|should|shall|can|could|would) not\b|\bcannot\b", re.IGNORECASE)
_NOT_ONLY = re.compile(
    r"not only|no longer|no more than|not just|だけで[はな]|しか|なければ|ないと[^、。]{0,14}ない|ほかな|に過ぎな|にすぎな"
)


@dataclass(frozen=True, slots=True)
class Denial:
    """A word of a claim that its sentence denies, or the other way round."""

    start: int
    end: int
    right: str


def denials(claim: str, more: Sequence[Feature], meant: str) -> Iterator[Denial]:
    """Where a folded claim and the sentence that it tells again differ; none where twice."""
    if not meant or _NOT_ONLY.search(claim) or _NOT_ONLY.search(meant):
        return
    mine, its = bool(ANY_DENIAL.search(claim)), bool(ANY_DENIAL.search(meant))
    if mine == its:
        return
    said: dict[str, list[tuple[bool, Feature]]] = {}
    for one in (*features(claim), *more):
        if one.key.startswith(KINDS) and one.key not in UNITS:
            of_it = _denied(claim, one) and not _lacks_another(claim, one)
            said.setdefault(one.key, []).append((of_it, one))
    told: dict[str, list[tuple[bool, Feature]]] = {}
    for one in features(meant):
        if one.key in said:
            told.setdefault(one.key, []).append((_denied(meant, one), one))
    places: dict[int, Denial] = {}
    for key, here in said.items():
        there = told.get(key, [])
        if (
            len({d for d, _ in here}) == 1 == len({d for d, _ in there})
            and here[0][0] != there[0][0]
        ):
            one, other = here[0][1], there[0][1]
            if not _same_clause(meant, other, said.keys()) and not _whole(
                claim, more, meant, other
            ):
                continue
            places[one.start] = Denial(one.start, one.end, _shown(meant, other))
    ordered = [places[start] for start in sorted(places)]
    if ordered and ordered[-1].start - ordered[0].start <= NEAR:
        yield ordered[0]


def _denied(text: str, one: Feature) -> bool:
    if KANA.search(text):
        found = _JAPANESE.match(text, one.end)
        return bool(found and not _LESS.search(found[0]))
    if _MODAL.search(text):  # what must not be may well have been
        return False
    return bool(_BEFORE.search(text[: one.start]) or _BEHIND.match(text, one.end))


def _lacks_another(text: str, one: Feature) -> bool:
    """Whether what is denied is another word between."""
    found = _JAPANESE.match(text, one.end)
    return bool(found and _OTHER.search(found[0]))


def _whole(claim: str, more: Sequence[Feature], meant: str, one: Feature) -> bool:
    """Whether a clause has every word of a short claim: Metaは控訴しない, "Meta will appeal"."""
    ends = [0, *(m.end() for m in _CLAUSE.finditer(meant)), len(meant) + 1]
    start = max(end for end in ends if end <= one.start)
    end = min(end for end in ends if end > one.start)
    there = {f.key for f in features(meant) if start <= f.start < end}
    words: dict[int, bool] = {}
    for f in (*features(claim), *more):
        if f.key[0] != "%" and f.key not in UNITS:
            words[f.start] = words.get(f.start, False) or f.key in there
    return len(words) >= FEW and all(words.values())


def _same_clause(text: str, one: Feature, shared: Set[str]) -> bool:
    """Whether the clause of a word has more of what the claim says than any other."""
    ends = [m.end() for m in _CLAUSE.finditer(text)] + [len(text)]
    counts: dict[int, set[str]] = {}
    for f in features(text):
        if f.key in shared:
            counts.setdefault(sum(f.start >= end for end in ends), set()).add(f.key)
    here = len(counts.get(sum(one.start >= end for end in ends), ()))
    return here >= LEAST and all(here >= len(keys) for keys in counts.values())


def _shown(text: str, one: Feature) -> str:
    start = max(0, one.start - 12)
    return text[start : one.end + 8].strip()
