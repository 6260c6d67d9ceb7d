"""What a writer chooses for an export, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass

TOPICS = ("生成ai", "llm", "ai", "機械学習")


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """slug_salt must stay the same for one workbench; everything else has a default."""

    slug_salt: str
    topics: tuple[str, ...] = TOPICS
    emoji: str = "📰"
    published: bool = False
    reviewed: bool = False  # a person says to have checked every item against its source
    footnotes: bool = False  # quote the source sentence of each claim
    supported: bool = False  # refuse to export while a statement of a model has no evidence
    account: str = ""  # Zenn user name; makes the link to the previous issue
    glossed: bool = True  # a footnote at the first use of a term of the glossary
    glossary: tuple[tuple[str, str], ...] = ()  # (term, definition)

    @property
    def terms(self) -> tuple[tuple[str, str], ...]:
        """The terms that get footnotes."""
        return self.glossary if self.glossed else ()


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """path is relative, with slashes, made of the program's own names only."""

    path: str
    text: str
