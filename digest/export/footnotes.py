"""Claims → footnotes that quote the sentences of the source they rest on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digest.export import escape
from digest.export.fitting import fit
from storage.records import Claim, Evidence, Link

QUOTE_UNITS = 200  # Zenn's guideline: quote only what is needed


class Footnotes:
    """Marks [^PREFIX-1] for claims and their definitions; one for each sentence that is quoted."""

    def __init__(self, prefix: str, claims: Iterable[Claim], sources: Sequence[Link]) -> None:
        quoted = [e for claim in claims for e in claim.evidence if escape.clean(e.quote)]
        self._prefix = prefix
        self._quoted = {(e.article_id, e.sentence): e for e in reversed(quoted)}
        keys = dict.fromkeys((e.article_id, e.sentence) for e in quoted)
        self._numbers = {key: number for number, key in enumerate(keys, start=1)}
        self._sources = {link.article_id: link for link in reversed(sources)}

    def marks(self, claim: Claim) -> str:
        """[^1-1][^1-2], or nothing where the claim quotes nothing."""
        keys = dict.fromkeys((e.article_id, e.sentence) for e in claim.evidence)
        return "".join(
            f"[^{self._prefix}-{self._numbers[key]}]" for key in keys if key in self._numbers
        )

    def definitions(self) -> list[str]:
        """[^1-1]: 「…」 title, each a block of its own."""
        return [
            f"[^{self._prefix}-{number}]: {self._text(self._quoted[key])}"
            for key, number in self._numbers.items()
        ]

    def _text(self, evidence: Evidence) -> str:
        quote = fit(escape.clean(evidence.quote), QUOTE_UNITS)
        source = self._sources.get(evidence.article_id)
        shown = f" {escape.link(source.title or source.url, source.url)}" if source else ""
        return f"「{escape.inline(quote)}」{shown}"
