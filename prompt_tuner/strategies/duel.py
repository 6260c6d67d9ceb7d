"""duel: proposals as in reflect, but kept if a judge prefers their answers in direct duels.

For tasks where a model can say which of two answers is better, but not how good one is.
The bandit is in prompt_tuner/duels.py; what it keeps meets the same gate as everything.
"""

from __future__ import annotations

from prompt_tuner.strategies import reflect
from prompt_tuner.strategies.strategy import Strategy

DUEL = Strategy(reflect.propose, pairwise=True)
