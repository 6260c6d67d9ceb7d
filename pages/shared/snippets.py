"""A search snippet for one line of a list: cut so that what was found can be seen. Pure."""

from __future__ import annotations

from pages.shared.reader_list import Spans

BEFORE = 12  # characters shown before what was found


def shortened(snippet: str, spans: Spans) -> tuple[str, Spans]:
    """The snippet from shortly before its first mark, and the marks moved with it."""
    cut = max(0, spans[0][0] - BEFORE) if spans else 0
    if cut == 0:
        return snippet, spans
    moved = 1 - cut  # for the ellipsis
    return "…" + snippet[cut:], tuple((start + moved, end + moved) for start, end in spans)
