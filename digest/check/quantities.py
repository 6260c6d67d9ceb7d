"""Numbers of a text with their units, whatever the notation: 1,030億 and 103B are one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from digest.check import dates, words
from digest.check.fold import blanked
from digest.check.numerals import bound_at, numeral, numerals
from digest.check.quantity import Quantity
from digest.check.ranges import against, compound, ranged
from digest.check.spelled import spelled
from digest.check.units import ANY, COUNT, NAMED, counts_something, unit_at
from digest.check.versions import VERSION, names

URL = re.compile(r"https?://[!#-&*-;=?-Z_a-z~]+")

SIMPLE = 0.2  # how fine "more than one in four" is
MANY = 1000  # "one in a thousand"; "310 units in 2025" is no share
_ONE_IN = re.compile(r" (?:[a-z]+ )?(?:in|out of)(?: every)? ", re.IGNORECASE)
_IN_ONE = re.compile(r"([^\W\da-z、。はがをにのも]{1,5})に(?:約)?")  # 5チームに2チーム
_VAGUE = re.compile(r"[数何][十百千]?(?:[万億兆]|[十百千%割倍件人社日年分秒]|時間)+|十数")
_POWER = re.compile(
    r"(?<![\d.,])10(?:の(?P<ja>[1-9]\d?)乗|\s?(?:\^|\*\*)\s?(?P<en>[1-9]\d?))(?![\d.])"
)
_INNER = re.compile(r"\d+(?:\.\d+)?(?:[TBMK](?![A-Za-z]))?")
_FIXED = re.compile(
    r"(?<![a-z])(?:"
    + "|".join(f"(?P<f{i}>{pattern})" for i, (pattern, _, _) in enumerate(words.FIXED))
    + r")(?![a-z])"
)


def quantities(text: str) -> list[Quantity]:
    """Every number of a folded text outside URLs, dates, names and versions, in order."""
    found, rest = in_digits(text)
    found = sorted([*found, *in_words(rest)], key=lambda quantity: quantity.start)
    found = compound(text, found)  # three hours and 40 minutes
    return sorted([*found, *one_in(text, found)], key=lambda quantity: quantity.start)


def one_in(text: str, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """Shares told by two counts, "one in fifty" and 4人に1人, read at the first of them."""
    inner = {q.start: q for q in found if q.raw.is_integer() and q.raw and q.family in (ANY, COUNT)}
    starts = sorted(inner)
    for first, second in pairwise(starts):
        a, b = inner[first], inner[second]
        between = text[a.end : b.start]
        english = a.raw < b.raw <= MANY and _ONE_IN.fullmatch(between)
        counter = _IN_ONE.fullmatch(between)
        japanese = counter and MANY >= a.raw > b.raw and text.startswith(counter[1], b.end)
        if english or japanese:
            share = 100 * min(a.raw, b.raw) / max(a.raw, b.raw)
            yield _share(text, a.start, b.end, share)


def in_digits(text: str) -> tuple[list[Quantity], str]:
    """The numbers written in digits, and the text with these and all dates and names blanked."""
    text = blanked(text, [m.span() for m in URL.finditer(text)])
    found = [*_digit_fractions(text), *_powers(text)]
    rest = blanked(text, [(q.start, q.end) for q in found])
    rest = blanked(rest, dates.spans(dates.dates(rest)))
    skipped = [*VERSION.finditer(rest), *_VAGUE.finditer(rest), *names(rest)]
    rest = blanked(rest, [match.span() for match in skipped])
    found += compound(rest, against(rest, ranged(rest, list(numerals(rest)))))
    return found, blanked(rest, [(q.start, q.end) for q in found])


def in_words(rest: str) -> Iterator[Quantity]:
    """The numbers written in words, in what in_digits left: twice, three hundred, 二億."""
    lower = rest.lower()
    text = lower if len(lower) == len(rest) else rest
    amounts = list(spelled(text))
    yield from amounts
    text = blanked(text, [(q.start, q.end) for q in amounts])
    matches = list(_FIXED.finditer(text))
    for match in matches:
        _, value, family = words.FIXED[int((match.lastgroup or "f0")[1:])]
        most = match[0] == "半数" and text[match.start() - 1 : match.start()] == "過"
        bound, step = (1, 1.0) if most else (bound_at(text, match.end()), SIMPLE)
        yield Quantity(
            match[0], value, family, value, *match.span(), step=step, approximate=True, bound=bound
        )
    text = blanked(text, [match.span() for match in matches])
    matches = list(words.FRACTION.finditer(text))
    for match in matches:
        yield _share(text, *match.span(), 100 * words.fraction_value(match))
    text = blanked(text, [match.span() for match in matches])
    for match in words.KANJI.finditer(text):
        yield _in_words(rest, match, words.kanji_value(match["number"]))
    for match in words.ENGLISH.finditer(text):
        yield _in_words(rest, match, words.english_value(match))  # "five US sites" is no time
    for match in words.ORDINAL.finditer(text):
        value = words.ordinal_value(match)
        yield Quantity(match[0], value, COUNT, value, *match.span())


def within_names(text: str) -> Iterator[Quantity]:
    """The numbers inside names: 72B of Qwen2.5-72B is a size, 2.5 only a part of a name."""
    for name in names(text):
        for digits in _INNER.finditer(name[0]):
            inner = numeral(digits[0])
            if inner is not None:
                start = name.start() + digits.start()
                family = ANY if inner.scaled else NAMED
                yield replace(inner, family=family, start=start, end=start + len(digits[0]))


def _digit_fractions(text: str) -> Iterator[Quantity]:
    for match in words.DIGIT_FRACTION.finditer(text):
        yield _share(text, *match.span(), 100 * words.digit_fraction_value(match))


def _powers(text: str) -> Iterator[Quantity]:
    """10の25乗, 10^25."""
    for match in _POWER.finditer(text):
        value = 10.0 ** int(match["ja"] or match["en"])
        yield Quantity(match[0], value, ANY, value, *match.span())


def _share(text: str, start: int, end: int, value: float) -> Quantity:
    bound = bound_at(text, end)
    step = SIMPLE if bound else 0.0
    return Quantity(
        text[start:end], value, "%", value, start, end, step=step, approximate=True, bound=bound
    )


def _in_words(text: str, match: re.Match[str], value: float) -> Quantity:
    family, factor, end = unit_at(text, match.end())
    if family == ANY and counts_something(text, match.end()):
        family = COUNT
    about = match.re is words.KANJI and bool(match["about"])
    written = text[match.start() : end]
    return Quantity(written, value * factor, family, value, match.start(), end, approximate=about)
