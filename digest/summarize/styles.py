"""How the claims of a section are set, where not as bullets, and what is noted of a reply. Pure."""

from __future__ import annotations

import re

NUMBERED = "numbered"  # steps, in order
QUOTED = "quoted"  # sentences of the source, word for word
STYLES: dict[str, str] = {
    "手順": NUMBERED,
    "Steps": NUMBERED,
    "引用": QUOTED,
    "Quoted": QUOTED,
}

UNKNOWN_IDS = "資料に無い根拠番号{}件を外しました"
REPEATED = "空または重複した文{}件を省きました"
_OF_REPLY = re.compile("|".join(one.format(r"\d+") for one in (UNKNOWN_IDS, REPEATED)))


def for_readers(note: str) -> str:
    """A summary's note without what only says how a model's reply was tidied up."""
    return "。".join(part for part in note.split("。") if not _OF_REPLY.fullmatch(part))


def style_of(section: str) -> str:
    """numbered, quoted, or "" for bullets."""
    return STYLES.get(section, "")
