"""Strategies: how a new version of a prompt is thought up. One question a file.

docs/tuning.md describes every key of PROPOSERS. What a strategy proposes is measured,
chosen and proved by the same search for all (prompt_tuner/climb.py, finals.py).
"""

from __future__ import annotations

from prompt_tuner.strategies import (
    demos,
    duel,
    evolve,
    gradients,
    history,
    paraphrase,
    playbook,
    reflect,
)
from prompt_tuner.strategies.strategy import Brief, Lesson, Proposal, Strategy

__all__ = ["PROPOSERS", "Brief", "Lesson", "Proposal", "Strategy"]

PROPOSERS: dict[str, Strategy] = {
    "reflect": reflect.REFLECT,
    "playbook": playbook.PLAYBOOK,
    "history": history.HISTORY,
    "evolve": evolve.EVOLVE,
    "gradients": gradients.GRADIENTS,
    "demos": demos.DEMOS,
    "duel": duel.DUEL,
    "paraphrase": paraphrase.PARAPHRASE,
}
