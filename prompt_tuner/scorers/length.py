"""length: an output within its limits of characters. Pure."""

from __future__ import annotations

from prompt_tuner.records import Example, Score
from prompt_tuner.scorers.scorer import Scorer, ScorerSettings, say, share


def length(output: str, _example: Example, settings: ScorerSettings) -> Score:
    """1 within min_chars and max_chars; falls to 0 at twice the most, or at nothing."""
    count = len(output.strip())
    most, least = settings.get("max_chars"), settings.get("min_chars", 1)
    if most is not None and count > most:
        over = say(settings, f"長すぎる: {count}字(上限{most}字)", f"Too long: {count} of {most}")
        return Score(share(1 - (count - most) / most), over)
    if count < least:
        under = say(
            settings, f"短すぎる: {count}字(下限{least}字)", f"Too short: {count}, needs {least}"
        )
        return Score(share(count / least), under)
    return Score(1.0)


def _complaint(settings: ScorerSettings) -> str:
    limits = {name: settings[name] for name in ("max_chars", "min_chars") if name in settings}
    if not limits:
        return "length needs max_chars or min_chars"
    for name, value in limits.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            return f"{name} must be a whole number from 1, not {value!r}"
    if limits.get("min_chars", 1) > limits.get("max_chars", limits.get("min_chars", 1)):
        return "min_chars is greater than max_chars"
    return ""


LENGTH = Scorer(length, complaint=_complaint, keys=("max_chars", "min_chars"))
