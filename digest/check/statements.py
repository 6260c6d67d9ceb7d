"""The statements of English sentences: clauses with a subject of their own, as far as words alone tell. Pure.

"Nurses wanted shorter texts, whereas surgeons asked for more" is two, and so is "A solved 49%, B 38%"; what lacks a
subject or a verb belongs to the statement before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.check.content import Read
from digest.check.contexts import LONG
from digest.check.features import KANA
from digest.check.parts import WORDS, Part

_STRONG = r";|,? (?:while|whereas|but|yet|although|though) "
_CUT = re.compile(
    rf"{_STRONG}|:|(?<!\d), (?:and |so |or )?|(?<=\d), (?!\d{{3}})(?:and )?| and (?=(?:the|those|its|their|an?|[A-Z]\w+) )| \(|\)"
    r"|,? (?:rather than|instead of|compared with|ahead of|followed by|unlike|(?:mostly )?because|than) "
)
_BOUND = re.compile(r"than|instead|ahead|followed|compared|unlike|because|\(|\)|:")
_ALONE = re.compile(
    r", with (?:participation|support|help|backing|contributions) |, (?:joined|backed|supported|assisted) by "
)
_AUXILIARY = "is are was were has have had will would can could may might must did does do cannot"
_IRREGULAR = """rose fell grew beat lost won bought sold began left cut shrank slid dropped hit paid missed led held took made gave
wrote drove spoke chose found got kept said went came saw put set let read met brought built sent spent stood ran asked"""
_VERBS = frozenset([*_AUXILIARY.split(), *_IRREGULAR.split()])
_NO_SUBJECT = frozenset(
    [
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "of",
        "as",
        "about",
        "which",
        "who",
        "where",
        "when",
        "because",
        "if",
        "since",
        "after",
        "before",
        "that",
        "including",
        "especially",
        "mainly",
        "mostly",
    ]
)
_ADVERBS = frozenset(["also", "then", "still", "only", "not", "now"])
_SHORT = re.compile(  # of a statement whose verb is that of the one before
    r"\d|\b(?:least|most|half|third|\w+est|latter|former|none|both|all|not)\b"
)
_PRESENT = re.compile(r"[a-z]s\b")  # a verb, for all that words tell
_WORD = re.compile(r"[A-Za-z'-]+")
_NUMBERED = re.compile(r"\s*[A-Z][^,;]*\d")
PAST = 5  # letters of a verb in "-ed" at the least


def statements(read: Read, line: int = 0) -> Iterator[Part]:
    """The statements of a folded sentence; none of a heading, or of one that is too long or not English."""
    text = read.text
    if len(text) > LONG or len(read.words) > WORDS or KANA.search(text):
        return
    if not text.rstrip("\"'”’)").endswith((".", "!", "?")):
        return
    start = 0
    for end in (*_ends(text), len(text)):
        words = tuple(w for w in read.words if start <= w.start < end)
        if words:
            yield Part(text, start, end, words, (), line)
        start = end


def _ends(text: str) -> Iterator[int]:
    """Where statements end before the last."""
    start, at = 0, 0
    cuts = sorted(
        [*_CUT.finditer(text), *_ALONE.finditer(text)], key=lambda m: (m.start(), -m.end())
    )
    for n, cut in enumerate(cuts):
        if cut.start() < at:
            continue
        at = cut.end()
        behind = text[at : cuts[n + 1].start() if n + 1 < len(cuts) else len(text)]
        if _ALONE.fullmatch(cut[0]) or _is_own(text[start : cut.start()], cut[0], behind):
            yield cut.start()
            start = cut.start()


def _is_own(before: str, glue: str, behind: str) -> bool:
    """Whether what stands behind is another statement than what stands before."""
    if _BOUND.search(glue) or not _has_subject(behind):
        return False
    if re.fullmatch(_STRONG, glue):
        return _has_verb(behind) or bool(_SHORT.search(behind) or _PRESENT.search(behind))
    if _NUMBERED.match(before) and _NUMBERED.match(behind):
        return True
    return _has_verb(before) and (_has_verb(behind) or bool(_SHORT.search(behind)))


def _has_verb(text: str) -> bool:
    words = re.findall(r"[a-z]+", text)
    return any(w in _VERBS or (w.endswith("ed") and len(w) >= PAST) for w in words)


def _has_subject(text: str) -> bool:
    words = [w for w in _WORD.findall(text) if not w.endswith("ly") and w not in _ADVERBS]
    if not words:
        return False
    past = words[0].endswith("ed") and words[0].islower()
    return words[0] not in _VERBS and words[0] not in _NO_SUBJECT and not past
