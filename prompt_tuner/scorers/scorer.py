"""What a scorer is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prompt_tuner.records import Example, Score

ScorerSettings = Mapping[str, Any]
Function = Callable[[str, Example, ScorerSettings], Score]


def _always(_example: Example) -> bool:
    return True


def _no_complaint(_settings: ScorerSettings) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Scorer:
    """function(output, example, settings): pure; where needs_judge, the judge is asked instead.

    applies: whether the example says what this scorer needs; complaint: what is wrong with
    settings, English, "" for nothing; keys: the settings it knows. settings["language"]
    ("ja" or "en") is the language of the feedback.
    """

    function: Function
    needs_judge: bool = False
    applies: Callable[[Example], bool] = _always
    complaint: Callable[[ScorerSettings], str] = _no_complaint
    keys: tuple[str, ...] = ()


def say(settings: ScorerSettings, japanese: str, english: str) -> str:
    """The feedback in the language of the session."""
    return english if settings.get("language") == "en" else japanese


def share(value: float) -> float:
    """Within 0 and 1."""
    return min(1.0, max(0.0, value))


def strings(example: Example, name: str) -> tuple[str, ...]:
    """expected[name] as strings: a list of them, or one."""
    found = (example.expected or {}).get(name)
    several = found if isinstance(found, list | tuple) else [found]
    return tuple(text for text in several if isinstance(text, str) and text.strip())
