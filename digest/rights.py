"""What a source lets others do with its words: stated rights, and how much may be quoted. Pure."""

from __future__ import annotations

import re

from digest.errors import UsageError
from storage.records import Article

USUAL, STRICT = 60, 30  # characters of Japanese in a row; of letters twice as many
LATIN = 2
LEAST, LONGEST = 10, 10_000
# What a person may choose for a source: a name, or a number of characters.
POLICIES = {"strict": STRICT, "open": None}

# Licences that let anybody copy as long as the author is named, as an issue does.
# Not among them: NC, ND, and SA, which binds whoever copies.
_OPEN_URL = re.compile(
    r"creativecommons\.org/(?:licenses/by/|publicdomain/(?:zero|mark)/)", re.IGNORECASE
)
_OPEN_WORDS = re.compile(
    r"\bCC0\b|\bpublic domain\b|パブリックドメイン"
    r"|\b(?:CC[ -]BY|Creative Commons Attribution)(?![ -]*(?:NC|ND|SA|Non|No|Share))",
    re.IGNORECASE,
)
_BOUND = re.compile(r"\bnot (?:in the )?public domain\b|\b(?:NC|ND|SA)\b", re.IGNORECASE)


def is_open(rights: str) -> bool:
    """Whether stated rights are CC BY, CC0 or the public domain."""
    if _OPEN_URL.search(rights):
        return True
    return bool(_OPEN_WORDS.search(rights)) and not _BOUND.search(rights)


def most_quoted(article: Article) -> int | None:
    """Characters of Japanese of an article that may stand in a row unmarked; None: any number.

    What a person chose for its source comes first, then the licence of the article itself, then
    that of its source.
    """
    chosen = article.terms
    if chosen in POLICIES:
        return POLICIES[chosen]
    if chosen.isascii() and chosen.isdigit():
        return int(chosen[:6])
    return None if is_open(article.rights or chosen) else USUAL


def check_policy(value: str) -> None:
    """Raises UsageError for what is neither a name of POLICIES nor a number of characters."""
    if value in POLICIES:
        return
    number = value.isascii() and value.isdigit() and len(value) < 6
    if not (number and LEAST <= int(value) <= LONGEST):
        raise UsageError(
            f"{value[:40]!r} is no limit of quotation.",
            f"Use strict, open, or a number of characters from {LEAST} to {LONGEST}.",
        )
