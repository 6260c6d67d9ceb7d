"""What stands between two numbers: whether they belong together, or where one's words end. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from digest.check.quantity import Quantity

_KANA = re.compile(r"[ぁ-ん]")
# what shares out the words between two numbers, the strongest first
_CUTS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[;。]|のうち|うち、?|: | while | whereas | but | although |, (?=(?:the|it|they|we|a|an|its|their) )|一方",
        r",? and |が、|, | plus |、|\((?=.)",
        r" to | vs\.? | versus | against | compared (?:with|to) | than | instead of |に対し|に比べ|より|から|や|と(?!回答|い|し|な|答|発表|述|見|思|考|予|説明|推計|とも)",
        r" at | from | with | out of |による|ごと|のうち|[でにを]|の",
    )
)
_GROUP = re.compile(  # two numbers of one thing: before and after, or a list
    r"\s?[件人社個本台枚回点問組曲名校店種行字語歳]?(?:カ国|団体|時点)?(?:から|→|->|,? and|と|や|、|,|~|-|・|または|or|\(|/)\s?(?:約)?[$€¥£]?|[^.;。]{0,60}\b(?:down|up) from (?:about )?[$€¥£]?"
    r"|から[^、。\d]{0,3}[\d.]+倍の| from (?:about )?[$€¥£]?"
    r"| to (?:about |around |nearly |as much as )?[$€¥£]?|[^.;。]{0,30} instead of [$€¥£]?|[^.;,。]{0,20} (?:against|versus|vs\.?) [$€¥£]?",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s?(?:,? and|,|or)\s?[$€¥£]?|.* (?:against|versus|vs\.?) [$€¥£]?", re.IGNORECASE
)
_OF_ITS_OWN = re.compile(r"[^,.;]{0,14}?\b(?:on|for|in|at|with|among|when|under|by|without) ")


def grouped(text: str, members: list[Quantity]) -> list[list[Quantity]]:
    """The numbers of one kind, those of one thing together."""
    out: list[list[Quantity]] = []
    for number in members:
        last = out[-1][-1] if out else None
        gap = text[last.end : number.start] if last else ""
        apart = _AND.fullmatch(gap) and _OF_ITS_OWN.match(text, number.end)
        if last is not None and _GROUP.fullmatch(gap) and not apart:
            out[-1].append(number)
        else:
            out.append([number])
    return out


def spans(text: str, groups: list[list[Quantity]]) -> list[tuple[int, int]]:
    """Where the words of each group begin and end."""
    cuts = [0]
    for first, second in pairwise(groups):
        start, end = first[-1].end, second[0].start
        cuts.append(start + _cut(text[start:end]))
    cuts.append(len(text))
    return list(pairwise(cuts))


def _cut(gap: str) -> int:
    for pattern in _CUTS:
        found = list(pattern.finditer(gap))
        if found:
            last = found[-1]
            return last.end() if last.end() >= len(gap) - 1 else found[0].end()
    return 0 if _KANA.search(gap) else len(gap)
