"""Numbers written in words: English (lower case), and kanji numerals before 倍, 割, 億. Pure."""

from __future__ import annotations

import re

_ONE_TO_NINETEEN = """zero one two three four five six seven eight nine ten eleven twelve thirteen
fourteen fifteen sixteen seventeen eighteen nineteen"""
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINAL_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_ORDINAL_WORDS += (
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_ONES, _TENS, ORDINALS = (w.split() for w in (_ONE_TO_NINETEEN, _TENS_WORDS, _ORDINAL_WORDS))
_VALUES = {word: n for n, word in enumerate(_ONES)}
_VALUES |= {word: 10 * n for n, word in enumerate(_TENS, start=2)}
SCALES = {
    "trillion": 1e12, "tn": 1e12, "t": 1e12, "billion": 1e9, "bn": 1e9, "b": 1e9,
    "million": 1e6, "mn": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3, "hundred": 1e2, "dozen": 12.0,
}  # fmt: skip
_MORE = "(?: (?:additional|extra|further|another|one|input|output))?"
# (words, value, family): what says a number without naming one
FIXED: tuple[tuple[str, float, str], ...] = (
    (r"half a year|半年", 6.0, "month"),
    (r"half an hour|half-hour", 1800.0, "sec"),
    (r"half a million", 5e5, ""),
    (r"half a billion", 5e8, ""),
    (r"half(?! a (?:percentage )?point)|halv(?:e|es|ed|ing)|半減|半分|半数|半額|半値", 50.0, "%"),
    (r"half a (?:percentage )?point", 0.5, "%"),
    (
        r"(?:(?<=less than )|(?<=under )|(?<=over )|(?<=more than )|(?<=almost )|(?<=nearly )|(?<=about )|(?<=within )|(?<=by ))a (?:full )?(?:percentage )?point",
        1.0,
        "%",
    ),
    (r"twice|doubl(?:e|es|ed|ing)|倍増|倍に", 2.0, "x"),
    (r"tripl(?:e|es|ed|ing)|thrice", 3.0, "x"),
    (r"quadrupl(?:e|es|ed|ing)", 4.0, "x"),
    (r"(?:an|one) order of magnitude", 10.0, "x"),
    (r"two orders of magnitude", 100.0, "x"),
    (rf"(?:per|each|every){_MORE} thousand", 1e3, ""),
    (rf"(?:per|each|every){_MORE} million", 1e6, ""),
    (rf"(?:per|each|every){_MORE} billion", 1e9, ""),
)
_ONE = "(?:" + "|".join(sorted(_VALUES, key=len, reverse=True)) + ")"
_TEN = "(?:" + "|".join(_TENS) + ")"
_REST = rf"(?:,? and|,)? (?:{_TEN}[- ])?{_ONE}(?![- ]hundred|-?[a-z])"
ENGLISH = re.compile(
    rf"(?<![a-z])(?=[zotfsena])(?P<head>(?:{_TEN}[- ])?{_ONE}|an?(?=[ -](?:hundred|thousand|million|billion|trillion|dozen)))"
    rf"(?P<hundred>[- ]hundred(?P<rest>{_REST})?)?(?:[- ](?P<scale>thousand|million|billion|trillion|dozen)"
    rf"(?P<more> {_ONE} hundred(?:{_REST})?|{_REST})?)?"
    r"(?=(?:-?fold)?(?![a-z]))"
)
ORDINAL = re.compile(rf"(?<![a-z])(?=[fstne])({'|'.join(ORDINALS)})(?![a-z])")
# "a third phase" is no part of anything
_NTH = r" (?:phase|stage|step|round|wave|version|edition|release|generation|model|variant|time|attempt|try|party|person|site|plant|factory|centre|center|building|office|floor|product|option|reason|way|type|kind|tier|level|group|team|company|firm|customer|country|city|study|test|trial|experiment|survey|paper|report|flaw|bug|incident|outage|case|day|week|month|year|term|chip|card|server|data)\b"
_FRACTION_NAMES = {"third": 3, "quarter": 4, "half": 2, "thousandth": 1000, "millionth": 10**6}
_FRACTION_NAMES |= {word: n for n, word in enumerate(ORDINALS, start=1) if n > 2}
_FRACTION_NAMES |= {f"{word[:-1]}ieth": 10 * n for n, word in enumerate(_TENS, start=2)}
_FRACTION_NAMES |= {"hundredth": 100, "twelfth": 12, "fifteenth": 15, "sixteenth": 16}
DIGIT_FRACTION = re.compile(
    r"(?<!\d)(?P<below>\d{1,6})分の(?P<above>\d{1,6})(?!\d|分の)"
    r"|(?<![\d/.])(?P<top>\d{1,2})/(?P<bottom>\d{1,2})(?![\d/])(?= of | the )"
)
FRACTION = re.compile(
    r"(?<![a-z])(?!(?:two|four|five|seven|nine) quarters|three quarters (?:earlier|later|ago|in a row|running|ahead|behind))"  # of years
    rf"(?P<head>one|two|three|four|five|seven|nine|an?)[- ](?P<name>{'|'.join(_FRACTION_NAMES)})s?(?: of)?(?![a-z]|{_NTH})"
    r"|(?<![a-z])(?!first|second|third|fourth|last|next|this|that|each|every|final)[a-z]{4,} "
    rf"(?P<alone>{'|'.join(n for n in _FRACTION_NAMES if n != 'half')}) of(?= (?:the|all|its|their))"
    r"|(?<![a-z])(?:(?:weak|poor|rich|low|high|larg|small|young|old)est|bottom|top) (?P<end>third|fifth|tenth)(?![a-z-])"
)
_KANJI_DIGIT = {c: n for n, c in enumerate("〇一二三四五六七八九")}
_KANJI_SMALL = {"十": 10, "百": 100, "千": 1000}
_KANJI_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12}
KANJI = re.compile(
    r"(?<![\u3400-\u9fff\d])(?P<about>約)?"
    r"(?P<number>[一二三四五六七八九十百千][〇一二三四五六七八九十百千万億兆]*(?:(?<=[万億兆])|(?=倍|割|％|%)))"
)


def english_value(match: re.Match[str]) -> float:
    """The value of a match of ENGLISH: "twenty-five", "three hundred", "two million"."""
    value = _small(match["head"]) * (100.0 if match["hundred"] else 1.0)
    value += _small(match["rest"] or "")
    value *= SCALES[match["scale"]] if match["scale"] else 1.0
    more = (match["more"] or "").partition(" hundred")
    return value + _small(more[0]) * (100.0 if more[1] else 1.0) + _small(more[2])


def _small(words: str) -> float:
    """The sum of words below a hundred; 1 for "a", 0 for none."""
    return float(sum(_VALUES.get(w, w in ("a", "an")) for w in re.findall(r"[a-z]+", words)))


def ordinal_value(match: re.Match[str]) -> float:
    """1 for "first" …"""
    return float(ORDINALS.index(match[1]) + 1)


def digit_fraction_value(match: re.Match[str]) -> float:
    """The value of a match of DIGIT_FRACTION; 0 where it divides by 0."""
    above, below = int(match["above"] or match["top"]), int(match["below"] or match["bottom"])
    return above / below if below else 0.0


def fraction_value(match: re.Match[str]) -> float:
    """The value of a match of FRACTION: "two thirds"."""
    return (
        _VALUES.get(match["head"], 1)
        / _FRACTION_NAMES[match["name"] or match["alone"] or match["end"]]
    )


def kanji_value(number: str) -> float:
    """The value of kanji numerals: 二億五千万 is 250,000,000."""
    total = part = digit = 0
    for sign in number:
        if sign in _KANJI_DIGIT:
            digit = digit * 10 + _KANJI_DIGIT[sign]
        elif sign in _KANJI_SMALL:
            part += (digit or 1) * _KANJI_SMALL[sign]
            digit = 0
        else:
            total += (part + digit or 1) * _KANJI_LARGE[sign]
            part = digit = 0
    return float(total + part + digit)
