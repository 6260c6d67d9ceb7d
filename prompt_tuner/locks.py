"""Locked sections of a prompt: lines between <!-- lock --> and <!-- /lock --> stay. Pure."""

from __future__ import annotations

import re

OPEN, CLOSE = "<!-- lock -->", "<!-- /lock -->"
_BLOCK = re.compile(rf"^[ \t]*{OPEN}[ \t]*\n.*?^[ \t]*{CLOSE}[ \t]*$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(rf"^[ \t]*(?:{OPEN}|{CLOSE})[ \t]*\n?", re.MULTILINE)


def locked(text: str) -> tuple[str, ...]:
    """The locked blocks with their marks, in order."""
    return tuple(_BLOCK.findall(text))


def put_back(parent: str, child: str) -> str:
    """The child with the parent's locked blocks, word for word, and no others.

    The n-th block of the child gives place to the parent's n-th; what is missing is put
    before (if the parent begins with it) or behind.
    """
    blocks = locked(parent)
    if not blocks:
        return _MARK.sub("", child).strip() if OPEN in child or CLOSE in child else child
    left = list(blocks)
    text = _BLOCK.sub(lambda _: f"\0{left.pop(0)}\0" if left else "", child)
    kept = [
        part if place % 2 else _MARK.sub("", part) for place, part in enumerate(text.split("\0"))
    ]
    text = "".join(kept).strip()
    for place, block in enumerate(blocks[len(blocks) - len(left) :], len(blocks) - len(left)):
        first = place == 0 and parent.lstrip().startswith(block.lstrip())
        text = f"{block}\n\n{text}" if first else f"{text}\n\n{block}"
    return text.strip()


def only_locked(text: str) -> str:
    """The blank start of a prompt: its locked blocks and nothing else."""
    return "\n\n".join(locked(text))
