"""How the claims of a section are set, where not as bullets. Pure."""

from __future__ import annotations

NUMBERED = "numbered"  # steps, in order
QUOTED = "quoted"  # sentences of the source, word for word
STYLES: dict[str, str] = {
    "手順": NUMBERED,
    "Steps": NUMBERED,
    "引用": QUOTED,
    "Quoted": QUOTED,
}


def style_of(section: str) -> str:
    """numbered, quoted, or "" for bullets."""
    return STYLES.get(section, "")
