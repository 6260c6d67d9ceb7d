"""Names that katakana writes in no way that can be heard: シャオミ is Xiaomi. Rows of irregular.tsv. Pure.

Made from JMnedict (EDRDG, CC BY-SA 4.0) by bench/irregular.py: the names there that heard.py would not
know again. Read when first needed.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.resources import files


def spelt(kana: str) -> tuple[str, ...]:
    """How the Latin alphabet writes a name in katakana, plain (no accents, lower case); () if it is in no row."""
    return _rows().get(kana, ())


def plain(word: str) -> str:
    """A Latin word in lower case without accents and marks: Nestlé is nestle."""
    kept = (c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    return "".join(c for c in kept if c.isalnum())


@lru_cache(maxsize=1)
def _rows() -> dict[str, tuple[str, ...]]:
    text = files("digest.check").joinpath("irregular.tsv").read_text(encoding="utf-8")
    pairs = (line.partition("\t") for line in text.splitlines())
    return {kana: tuple(words.split(",")) for kana, _, words in pairs}
