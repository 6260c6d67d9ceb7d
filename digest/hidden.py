"""What a page holds but does not show: removed before its text is read, as readers never saw it. Pure.

display:none, visibility:hidden, zero font size, white on white, `hidden`, aria-hidden="true". Hidden words
are how pages talk to programs behind a reader's back.
"""

from __future__ import annotations

import re
from typing import Any

_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden"
    r"|font-size\s*:\s*0*(?:\.0+)?(?:px|pt|r?em|%|v[wh])?\s*(?:!|;|$)",
    re.IGNORECASE,
)
# Whether a page may hold anything of the kind: most need no second look.
_PERHAPS = re.compile(
    r"display\s*:\s*none|:\s*hidden|font-size\s*:\s*[0.]|aria-hidden|\shidden\b"
    r"|[\s\"';]color\s*:\s*(?:#fff|white|transparent|rgb)",
    re.I,
)
# LaTeXML has names of its own for both.
_COLOUR = re.compile(r"(?:(?<![\w-])|--ltx-fg-)color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(
    r"(?:(?<![\w-])background(?:-color)?|--ltx-bg-color)\s*:\s*([^;!]+)", re.IGNORECASE
)
_WHITE = {"white", "#fff", "#ffffff", "rgb(255,255,255)", "transparent"}
_WHOLE = {"html", "body"}  # hidden until a script runs: what is in it is meant to be seen
_MOST_REMOVED = 5000


def may_hide(text: str) -> bool:
    """Whether hidden_in could find anything in this markup."""
    low = text.lower()
    hint = "hidden" in low or "display" in low or "font-size" in low or "color" in low
    return hint and _PERHAPS.search(low) is not None


def without_hidden(tree: Any) -> Any:
    """The same tree of lxml.html, changed in place, without what is not shown."""
    for element in hidden_in(tree):
        if element.getparent() is not None:
            element.drop_tree()
    return tree


def hidden_in(tree: Any) -> list[Any]:
    """The elements of an lxml tree that are not shown, outer before inner."""
    marked = tree.xpath("//*[@style or @hidden or @aria-hidden]")
    return [element for element in marked if _is_hidden(element)][:_MOST_REMOVED]


def _is_hidden(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _WHOLE:
        return False
    if element.get("aria-hidden", "").strip().lower() == "true":
        return True
    if "hidden" in element.attrib and element.get("hidden") != "until-found":
        return True
    style = element.get("style", "")
    return _UNSEEN.search(style) is not None or _blends_in(style)


def _blends_in(style: str) -> bool:
    """Letters in the colour of what they stand on."""
    letters, ground = _COLOUR.search(style), _GROUND.search(style)
    if letters is None:
        return False
    shown = letters[1].replace(" ", "").lower()
    below = ground[1].replace(" ", "").lower() if ground else ""
    return shown == below or (shown in _WHITE and below in _WHITE)


def white_on_paper(tree: Any) -> list[Any]:
    """Elements in white that stand on no ground of their own, where the page is known to be white."""
    marked = tree.xpath("//*[@style]")
    return [one for one in marked if _is_white(one) and not _has_ground(one)][:_MOST_REMOVED]


def _is_white(element: Any) -> bool:
    letters = _COLOUR.search(element.get("style", ""))
    return letters is not None and letters[1].replace(" ", "").lower() in _WHITE


def _has_ground(element: Any) -> bool:
    styles = (one.get("style", "") for one in (element, *element.iterancestors()))
    found = filter(None, map(_GROUND.search, styles))
    return any(ground[1].replace(" ", "").lower() not in _WHITE for ground in found)
