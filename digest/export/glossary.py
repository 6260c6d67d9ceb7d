"""Terms of the glossary → a footnote at their first use in an export. Pure.

It works on finished blocks: what a reader follows, copies or reads as a title (links, code,
headings, boxes, quotations, bold labels, other footnotes) is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.export import escape
from digest.export.fitting import fit

DEFINITION_UNITS = 300
Terms = Sequence[tuple[str, str]]  # (term, definition)

# Blocks that no mark belongs in: headings, boxes, quotations, cards, addresses, tables, code.
_APART = ("#", ":::", ">", "@[", "http", "|", "```", "~~~", "<", "[^", "---")
_SKIPPED = (
    r"\\.",
    r"`[^`]*`",
    r"!?\[(?:\\.|[^\[\]\\])*\]\((?:\\.|[^()\\])*\)",  # links and images
    r"\[\^[^\]]+\]",
    r"\*\*(?:\\.|[^*\\])+\*\*",
    r"<!--.*?-->",
    r"https?://\S+",
)
_LATIN = re.compile("[0-9A-Za-z]")
_KATAKANA = re.compile("[ァ-ヺー]")


def annotate(blocks: Sequence[str], terms: Terms) -> tuple[list[str], list[str]]:
    """The blocks with a mark after each term's first use, and the definitions of the marks."""
    meanings = {escape.inline(term): (term, said) for term, said in terms if term and said}
    if not meanings:
        return list(blocks), []
    used: dict[str, int] = {}
    pattern = _pattern(meanings)

    def mark(found: re.Match[str]) -> str:
        term = found["term"]
        if term is None or term in used:
            return found[0]
        used[term] = len(used) + 1
        # [^term-1](x) would be a link
        opens = "\\" if found.string[found.end() : found.end() + 1] == "(" else ""
        return f"{term}[^term-{used[term]}]{opens}"

    out = [b if b.startswith(_APART) else pattern.sub(mark, b) for b in blocks]
    return out, [_definition(number, *meanings[term]) for term, number in used.items()]


def _pattern(meanings: dict[str, tuple[str, str]]) -> re.Pattern[str]:
    ordered = sorted(meanings, key=lambda term: (-len(term), term))
    words = "|".join(alone(term) for term in ordered)
    return re.compile(rf"(?:{'|'.join(_SKIPPED)})|(?P<term>{words})", re.S)


def alone(term: str) -> str:
    """The term where it is no part of a longer word: RAG is not in DRAG-1 or STORAGE."""
    before = after = ""
    for edge, kinds in ((_LATIN, r"[0-9A-Za-z_\-+]"), (_KATAKANA, "[ァ-ヺー]")):
        before += rf"(?<!{kinds})" if edge.match(term[0]) else ""
        after += rf"(?!\\?{kinds})" if edge.match(term[-1]) else ""
    return f"{before}{re.escape(term)}{after}"


def _definition(number: int, term: str, said: str) -> str:
    shown = fit(f"{escape.clean(term)}: {escape.clean(said)}", DEFINITION_UNITS)
    return f"[^term-{number}]: {escape.block(shown)}"
