"""Text and query → what the search index holds and matches: words and character bigrams. Pure.

A run of CJK characters becomes overlapping bigrams plus its last character, so that a query
of any length is an exact substring search: two characters and more are a phrase of bigrams,
one character is a prefix. Other words stay whole and are found by their beginning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

# Only letters, so that SQLite's unicode61 keeps every character that stands here.
_CJK = (
    "々〆〇ぁ-ゖゝ-ゟァ-ヺー-ヿㇰ-ㇿ"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0002fa1f"
)
_WORD = f"[^\\W_{_CJK}]"
_RUNS = re.compile(f"[{_CJK}]+|{_WORD}+")
_FIRST = "々"  # no character of _CJK sorts before it
_IS_CJK = re.compile(f"[{_CJK}]")
_ASKED = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans("“”„«»", '"""""')
MAX_ASKED = 32  # words of a query that count


def fold(text: str) -> str:
    """NFKC and lower case: what index and query have in common."""
    return unicodedata.normalize("NFKC", text).lower()


def terms(text: str) -> str:
    """What is indexed for a text, joined by spaces."""
    runs = _RUNS.findall(fold(text))
    return " ".join([run if run[0] < _FIRST else " ".join(_parts(run)) for run in runs])


def _is_cjk(run: str) -> bool:
    return run[0] >= _FIRST and _IS_CJK.match(run) is not None


def _parts(run: str) -> list[str]:
    """推論器 → 推論, 論器, 器; other words as they are."""
    return [run[i : i + 2] for i in range(len(run))] if _is_cjk(run) else [run]


@dataclass(frozen=True)
class Asked:
    """One word or "phrase" of a query, as its folded runs."""

    runs: tuple[str, ...]
    quoted: bool = False
    excluded: bool = False

    @property
    def mixed(self) -> bool:
        """Whether scripts meet in it: the index then cannot tell AIの from AI。の."""
        return any(_is_cjk(a) != _is_cjk(b) for a, b in zip(self.runs, self.runs[1:], strict=False))

    @property
    def vague(self) -> bool:
        """Whether it is a single CJK character, the start of thousands of bigrams."""
        return len(self.runs) == 1 and len(self.runs[0]) == 1 and _is_cjk(self.runs[0])

    @cached_property
    def match(self) -> str:
        """An FTS5 phrase; its parts are letters and digits only, so nothing needs quoting."""
        parts = [part for run in self.runs for part in _parts(run)]
        last = self.runs[-1]
        if _is_cjk(last) and len(last) > 1:  # the run may go on in the text
            del parts[-1]
        prefix = len(last) == 1 if _is_cjk(last) else not self.quoted
        return f'"{" ".join(parts)}"' + (" *" if prefix else "")

    @cached_property
    def pattern(self) -> str:
        """A regular expression that finds the same in folded text."""
        out = "" if _is_cjk(self.runs[0]) else f"(?<!{_WORD})"
        for run, following in zip(self.runs, [*self.runs[1:], ""], strict=True):
            out += re.escape(run)
            if following:
                out += r"\s*" if _is_cjk(run) != _is_cjk(following) else r"[\W_]+"
        whole = self.quoted and not _is_cjk(self.runs[-1])
        return out + (f"(?!{_WORD})" if whole else "")


def parse(query: str) -> tuple[Asked, ...]:
    """Words, "phrases" and -excluded ones; what holds no letter or digit is passed over."""
    asked = []
    for found in _ASKED.finditer(fold(query).translate(_QUOTES)):
        quoted = found["phrase"] is not None
        runs = tuple(_RUNS.findall(found["phrase"] if quoted else found["word"]))
        if runs:
            asked.append(Asked(runs, quoted, bool(found["minus"])))
    return tuple(asked[:MAX_ASKED])


def fts(asked: Iterable[Asked], *, column: str = "") -> str:
    """The FTS5 query: all wanted (in one column, if named), none excluded; "" if none is wanted."""
    asked = tuple(asked)
    wanted = " AND ".join(one.match for one in asked if not one.excluded)
    # Where scripts meet the index cannot tell: the texts are read (storage.search).
    excluded = " OR ".join(one.match for one in asked if one.excluded and not one.mixed)
    if not wanted:
        return ""
    where = f"{{{column}}} : " if column else ""
    return f"{where}({wanted})" + (f" NOT ({excluded})" if excluded else "")


def pattern(asked: Iterable[Asked]) -> re.Pattern[str]:
    """Finds any of the wanted words in folded text, the longest first."""
    found = sorted((one.pattern for one in asked if not one.excluded), key=len, reverse=True)
    return re.compile("|".join(found) if found else r"(?!)")
