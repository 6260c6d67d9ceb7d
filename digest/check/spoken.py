"""How names are spoken in other languages, so that katakana may write them in several ways. Pure.

Chosen by how many of the names of JMnedict each way explains, against how many it makes alike
that are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from digest.check.stems import sounds

LONGEST = 40  # letters of a word that is spoken in other ways

_WAYS = (
    ("kh", "h"), ("j", "h"), ("j", "y"), ("z", "ts"), (r"g(?=[eiy])", "j"), (r"gi(?=[aou])", "j"), ("ch", "h"), ("ch", "sh"),
    ("sz", "s"), ("gn", "ny"), ("kn", "kun"),
)  # fmt: skip
_RULES = tuple((re.compile(pattern), put) for pattern, put in _WAYS)


@lru_cache(maxsize=16384)
def spoken(word: str) -> tuple[str, ...]:
    """The consonants of a word; of one with a capital letter also as other languages speak it."""
    return tuple(dict.fromkeys(sound for sound, _ in said(word)))


def said(word: str) -> Iterator[tuple[str, str]]:
    """The same, each with the word as one would then spell it."""
    yield from ((sound, word) for sound in sounds(word) if sound)
    if word[:1].isupper() and len(word) <= LONGEST:
        lower = word.lower()
        ways = {pattern.sub(put, lower) for pattern, put in _RULES} - {lower}
        yield from ((sound, way.title()) for way in sorted(ways) for sound in sounds(way) if sound)


def joined(words: Sequence[str]) -> Iterator[str]:
    """Words in a row that may be one name: San Mateo, El Cajon, Rio de Janeiro."""
    for first, second in pairwise(words):
        if first[0].isupper() and second[0].isupper():
            yield first + second
    for first, second, third in zip(words, words[1:], words[2:], strict=False):
        if first[0].isupper() and third[0].isupper():
            yield first + second + third
