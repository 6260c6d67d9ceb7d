"""Editions of a product that the source does not name: M3 Max of an M3 Ultra, AI Plus of an AI Ultra. Pure.

An edition is judged with the word before it: where the source has that word with another edition only, or
where it has no such word as the edition at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

NEAR = (
    48  # characters behind a name in which a list of its editions stands: "Gemini 3 Flash and Pro"
)
MANY = 24  # editions of a claim
MOST = 400  # places of a name that are looked at

# words of products that are ordinary words as well, so that they are no names by themselves
_ORDINARY = "Pro|Lite|Plus|Max|Air|Mini|Base|Go|Free|Team|Business|Enterprise"
_NAMES = f"{_ORDINARY}|Ultra|Nano|Flash|Turbo|Small|Medium|Large|Opus|Sonnet|Haiku|Thinking|Instruct|Preview|mini|nano"
_EDITION = re.compile(
    rf"(?<![A-Za-z0-9._-])(?P<name>(?:[A-Z][A-Za-z0-9]*|[a-z]+[-._]?[A-Z0-9][A-Za-z0-9]*)(?:[-._][A-Za-z0-9]+){{0,6}}?(?: \d{{1,3}}(?:\.\d{{1,2}})?)?)[ -](?P<edition>{_NAMES})(?![A-Za-z0-9])"
)
_SEPARATE = re.compile(r"[\s\-_]+")


@dataclass(frozen=True, slots=True)
class Edition:
    """A product with its edition at its place; right: what the source calls it."""

    start: int
    end: int
    right: str


def other(claim: str, source: str) -> Iterator[Edition]:
    """The editions of a folded claim that its folded source does not have of the product."""
    for match in islice(_EDITION.finditer(claim), MANY):
        name, edition = (_SEPARATE.sub(" ", match[key].lower()) for key in ("name", "edition"))
        plain, known = _plain(source), _known(source)
        if name == edition or f"{name} {edition}" in plain or not _stands(name, plain):
            continue
        others = sorted(known.get(name, ()))
        alone = re.search(rf"(?<![a-z0-9]){edition}(?![a-z])", plain)
        if (others and not _listed(name, edition, plain)) or (
            not alone and match["edition"] in _ORDINARY.split("|")
        ):
            yield Edition(*match.span(), others[0] if others else "")


def _stands(name: str, plain: str) -> bool:
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", plain))


def _listed(name: str, edition: str, plain: str) -> bool:
    """Whether an edition stands behind a name, with others between."""
    places = (
        m.end() for m, _ in zip(re.finditer(re.escape(name), plain), range(MOST), strict=False)
    )
    return any(edition in plain[end : end + NEAR] for end in places)


@lru_cache(maxsize=4)
def _plain(source: str) -> str:
    return _SEPARATE.sub(" ", source.lower())


@lru_cache(maxsize=4)
def _known(source: str) -> dict[str, set[str]]:
    """The editions of a source by their products, with these."""
    out: dict[str, set[str]] = {}
    for match in _EDITION.finditer(source):
        name = _SEPARATE.sub(" ", match["name"].lower())
        out.setdefault(name, set()).add(f"{match['name']} {match['edition']}")
    return out
