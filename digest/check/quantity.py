"""One number of a text. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """value is in the family's own unit (see units.py), raw in the unit that is written.

    step: relative size of its last significant written digit; decimals: digits after the
    point; scale: 1e8 for 億, 1e9 for B and billion; start, end: its place in the folded text.
    """

    text: str
    value: float
    family: str
    raw: float
    start: int
    end: int
    step: float = 0.0
    decimals: int = 0
    scale: float = 1.0
    approximate: bool = False
    bound: int = 0  # 1: said to be more (2倍を超えた), -1: less

    @property
    def scaled(self) -> bool:
        """Whether it is written with 億, B, million, ..."""
        return self.scale != 1
