"""Which training examples a parent has still to learn from, found with as few calls as can be."""

from __future__ import annotations

from random import Random

from prompt_tuner.arena import Arena
from prompt_tuner.records import Candidate, Example
from prompt_tuner.strategies import Lesson

PERFECT = 1 - 1e-6
MOST_LOOKS = 3  # times as many examples as lessons are wanted, if there is any lesson at all


async def lessons_of(arena: Arena, parent: Candidate, rng: Random) -> tuple[Lesson, ...]:
    """Failures of a parent, up to width * minibatch; fewer if it masters the rest.

    What is measured already costs nothing; the rest is measured in small steps, most
    doubtful (by inherited scores) first, until there are enough. Where scores are noisy all
    are measured: a parent was chosen for its luck on those it has. Raises BudgetExceeded.
    """
    settings = arena.settings
    thrifty = arena.meter.limit // (4 * arena.cost)
    wanted = max(settings.minibatch, min(settings.width * settings.minibatch, thrifty))
    while True:
        found = failures(arena, parent)
        unknown = _unknown(arena, parent, rng)
        lacking = len(unknown) if arena.noisy else wanted - len(found)
        seen = len(arena.train) - len(unknown)
        enough = lacking <= 0 or (len(found) >= settings.width and not arena.noisy)
        enough = enough or (bool(found) and seen >= MOST_LOOKS * wanted)
        if enough or not unknown:
            break
        step = unknown[: min(max(lacking, settings.minibatch), MOST_LOOKS * wanted)]
        if not arena.affords(len(step)):
            if found:
                break
            step = step[: max(1, arena.meter.left() // arena.cost)]
        await arena.measure([(parent, example) for example in step])
    rng.shuffle(found)
    return tuple(found[:wanted])


def failures(arena: Arena, parent: Candidate) -> list[Lesson]:
    """Every training example that the parent was measured on and did not master."""
    out = []
    for example in arena.train:
        found = arena.board.of(parent.id, [example])
        score = arena.board.score(parent.id, example.id)
        if found and score is not None and score < PERFECT:
            worst = min(found, key=lambda one: one.score)
            out.append(Lesson(example, worst.output, score, worst.feedback))
    return out


def groups(lessons: tuple[Lesson, ...], size: int, most: int) -> list[tuple[Lesson, ...]]:
    """Lessons dealt into groups of about `size`, one per proposal, worst first in each."""
    count = max(1, min(most, -(-len(lessons) // size)))
    dealt = [lessons[place::count] for place in range(count)]
    return [tuple(sorted(group, key=lambda lesson: lesson.score)) for group in dealt]


def _unknown(arena: Arena, parent: Candidate, rng: Random) -> list[Example]:
    estimates = arena.board.estimates(parent.id, arena.train)
    left = [
        example
        for example in arena.train
        if arena.board.score(parent.id, example.id) is None
        and (parent.id, example.id) not in arena.failed
    ]
    rng.shuffle(left)
    return sorted(left, key=lambda example: estimates[example.id])
