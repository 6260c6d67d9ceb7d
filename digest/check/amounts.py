"""Numbers that the source has and that say something else there. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.check import grown, nth, rates
from digest.check.fold import Folded
from digest.check.passages import UNSURE, Passage
from digest.check.quantity import Quantity
from digest.check.story import Source
from storage.records import Finding

CHECK = "numbers"
SHOWN = 120  # characters of a source's sentence


def check(
    passage: Passage, text: Folded, found: Sequence[Quantity], source: Source
) -> Iterator[Finding]:
    """For how long a number counts, how large a change was, which edition something is."""
    told = source.near(text.text).told
    for odd in rates.wrong(text.text, found, told.pairs):
        words = text.slice(odd.number.start, odd.number.end).strip()
        yield passage.finding(CHECK, UNSURE, "単位違い", words, odd.period, odd.shown[:SHOWN])
    for number, change, shown in grown.wrong(text.text, found, told.changes):
        words = text.slice(number.start, number.end).strip()
        meant = f"{change[0].text}→{change[1].text}"
        yield passage.finding(CHECK, UNSURE, "変化の幅の誤り", words, meant, shown[:SHOWN])
    for which, other in nth.wrong(text.text, source.nth):
        words = text.slice(which.start, which.end)
        yield passage.finding(CHECK, UNSURE, "原文に無い数値", words, f"第{other}{which.kind}")
