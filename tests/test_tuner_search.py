"""The search in worlds where the truth is known (bench/worlds.py), in-process."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from random import Random
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.worlds import BLANK, CONTRADICTION, InProcess, World
from digest.errors import UsageError
from llm.errors import LLMError
from prompt_tuner import fronts
from prompt_tuner.arena import Arena
from prompt_tuner.board import Board
from prompt_tuner.climb import TRIED
from prompt_tuner.evaluate import READING
from prompt_tuner.gate import answers_and_judgements
from prompt_tuner.merging import merge, pieces
from prompt_tuner.meter import Meter
from prompt_tuner.records import Evaluation, Progress, Result, Settings, Task, candidate
from prompt_tuner.search import search
from prompt_tuner.trial import improves


def tuned(
    world: World,
    effects: InProcess | None = None,
    prompt: str = BLANK,
    task: Task | None = None,
    **settings: Any,
) -> Result:
    told: list[Progress] = []
    made = Settings(**{"seed": world.seed, **settings})
    found = search(
        task or world.task(prompt), made, effects or InProcess(world), report=told.append
    )
    result = asyncio.run(found)
    assert told[-1].phase == "done"
    return result


@pytest.mark.parametrize("reflector", ["plain", "forgetful", "inline"])
def test_hidden_rules_are_found_and_proved_in_few_calls(reflector: str) -> None:
    worlds = [World(seed=seed, reflector=reflector) for seed in range(20)]
    results = [tuned(world) for world in worlds]
    assert all(w.solved(r.best.text) for w, r in zip(worlds, results, strict=True))
    assert all(result.verdict.decision == "PROMOTE" for result in results)
    assert median(result.calls["task"] for result in results) <= 110  # with the proof
    assert median(result.per_strategy[0].calls["task"] for result in results) <= 80


def test_a_promotion_says_on_what_it_rests() -> None:
    result = tuned(World(seed=1))
    verdict = result.verdict
    assert verdict.n == 12
    assert verdict.p_value is not None
    assert verdict.p_value < 0.01
    assert verdict.interval is not None
    assert verdict.interval[0] > 0
    assert result.sealed_openings == 1
    by_id = {one.id: one for one in result.candidates}
    line = [result.best]
    while line[-1].parents:
        line.append(by_id[line[-1].parents[0]])
    assert line[-1] == result.seed
    assert all(one.lessons and one.note for one in line[:-1])


@pytest.mark.parametrize("noise", [0.05, 0.2])
def test_where_nothing_helps_next_to_nothing_is_promoted(noise: float) -> None:
    results = [
        tuned(World(seed=seed, reflector="rewording", judged=True, noise=noise))
        for seed in range(40)
    ]
    assert sum(result.verdict.decision == "PROMOTE" for result in results) <= 2
    assert any(result.sealed_openings for result in results)


def test_real_improvements_get_through_a_noisy_judge() -> None:
    results = [tuned(World(seed=seed, judged=True, noise=0.1, effect=0.15)) for seed in range(40)]
    assert sum(result.verdict.decision == "PROMOTE" for result in results) >= 38


def test_a_small_sealed_set_is_judged_again_until_the_budget_is_well_spent() -> None:
    promoted, readings = 0, set()
    for seed in range(500, 520):
        world = World(seed=seed, judged=True, noise=0.2, effect=0.15)
        effects = InProcess(world)
        found = tuned(world, effects, max_calls=300)
        promoted += found.verdict.decision == "PROMOTE"
        assert effects.paid.total() <= 300
        readings |= {e.repeat // READING for e in found.evaluations if "sealed" in e.example_id}
    assert promoted >= 18
    assert readings >= {0, 1, 2}


def test_where_answers_vary_and_the_judge_does_not_answers_are_asked_for_again() -> None:
    arena = Arena(World(judged=True).task(), Settings(), Meter(InProcess(World()), 110), Board())
    arena.noise = 0.2
    seed, one = (arena.board.add(candidate(text)) for text in ("甲", "乙"))
    for example in arena.validation:
        for who, score in ((seed, 0.4), (one, 0.5 + 0.1 * (example.id < "validation-5"))):
            arena.board.record(Evaluation(who.id, example.id, 0, score, {}, "", ""))
    plans = {}
    for arena.fickle in (0.0, 1.0):
        plans[arena.fickle] = answers_and_judgements(arena, seed, [one], 12)
    assert plans[0.0][0] > plans[0.0][1] == 1
    assert plans[1.0][1] > plans[1.0][0] == 1


@pytest.mark.parametrize("limit", [1, 2, 7, 30, 60, 100])
def test_no_budget_is_exceeded(limit: int) -> None:
    for seed in range(5):
        effects = InProcess(World(seed=seed))
        result = tuned(World(seed=seed), effects, max_calls=limit)
        assert effects.paid.total() <= limit
        assert sum(result.calls.values()) <= limit
        judged = World(seed=seed, judged=True, noise=0.1)
        paid = InProcess(judged)
        tuned(judged, paid, max_calls=limit)
        assert paid.paid.total() <= limit


def test_a_small_budget_is_spent_on_search_and_proof() -> None:
    result = tuned(World(seed=0), max_calls=60)
    assert result.verdict.decision == "PROMOTE"


def test_a_limit_of_the_world_outside_ends_it_gracefully() -> None:
    effects = InProcess(World(seed=0), max_calls=20)
    result = tuned(World(seed=0), effects)
    assert result.verdict.decision == "UNDECIDED"
    assert effects.paid.total() == 20


def test_a_defective_seed_does_not_trap_the_search() -> None:
    noise = "\n".join(f"x{n} " + "無関係な文章がつづく。" * 10 for n in range(40))[:4000]
    for seed in range(5):
        world = World(seed=seed)
        for prompt in ("", f"{CONTRADICTION}\nAnswer in English only.\n{noise}"):
            result = tuned(world, prompt=prompt)
            assert world.solved(result.best.text)
            assert result.verdict.decision == "PROMOTE"


def test_the_path_is_the_same_whatever_completes_first() -> None:
    world = World(seed=3, judged=True, noise=0.1, effect=0.1)
    plain = tuned(world)
    for jumble in range(3):
        assert tuned(world, InProcess(world, jumble=jumble)) == plain
    assert tuned(world, seed=99) != plain


def test_what_was_killed_is_replayed_from_the_cache_and_pays_nothing_twice() -> None:
    world = World(seed=4)
    whole = InProcess(world)
    undisturbed = tuned(world, whole)
    cache: dict[Any, Any] = {}
    paid = 0
    for allowed in (5, 17, 3, 30, 8):
        effects = InProcess(world, cache=cache, die_after=allowed)
        assert tuned(world, effects).verdict.decision == "UNDECIDED"
        paid += effects.paid.total()
    last = InProcess(world, cache=cache)
    assert tuned(world, last) == undisturbed
    assert paid + last.paid.total() == whole.paid.total()


def test_a_dead_key_ends_it_at_once_with_words() -> None:
    effects = InProcess(World(), die_after=0)
    result = tuned(World(), effects)
    assert result.verdict.decision == "UNDECIDED"
    assert "refused the key" in result.verdict.reasons[0]
    assert result.best == result.seed
    assert effects.paid.total() == 0


def test_a_model_that_disappears_keeps_what_there_is() -> None:
    effects = InProcess(World(seed=2), die_after=60)
    result = tuned(World(seed=2), effects)
    assert result.verdict.decision == "UNDECIDED"
    assert result.best != result.seed
    assert result.evaluations


def test_examples_that_give_no_answer_are_left_out_and_said() -> None:
    world = World(seed=5)
    result = tuned(world, InProcess(world, faulty=("train-3", "sealed-1", "validation-0")))
    assert world.solved(result.best.text)
    assert result.verdict.n == 11
    assert any("left out" in note for note in result.notes)


def test_what_could_not_be_compared_is_not_called_worse() -> None:
    class Silent(InProcess):
        async def run(self, prompt: str, example: Any, repeat: int) -> str:
            raise LLMError("empty", "The model answered with nothing.", "")

    class Speechless(InProcess):
        async def reflect(self, messages: Any, repeat: int) -> str:
            raise LLMError("empty", "The model answered with nothing.", "")

    world = World(seed=5)
    (unscored,) = tuned(world, Silent(world)).verdict.reasons
    assert unscored == "No training example could be scored; nothing was compared."
    (unproposed,) = tuned(world, Speechless(world)).verdict.reasons
    assert unproposed == "No proposal could be used; nothing was compared with the seed."


def test_a_reflector_that_always_says_the_same_is_told() -> None:
    class Stubborn(InProcess):
        async def reflect(self, messages: Any, repeat: int) -> str:
            return "いつもこれ。"

    world = World(seed=5)
    (strategy,) = tuned(world, Stubborn(world)).per_strategy
    (note,) = strategy.notes
    assert note == f"{strategy.proposed - 1} proposals refused: {TRIED}"


def test_a_fault_that_ends_a_search_says_once_what_to_do() -> None:
    result = tuned(World(seed=2), InProcess(World(seed=2), die_after=3))
    (reason,) = result.verdict.reasons
    assert reason.count("Check the key.") == 1


def test_a_prompt_that_makes_the_model_refuse_does_not_win_by_it() -> None:
    class Refusing(InProcess):
        async def run(self, prompt: str, example: Any, repeat: int) -> str:
            if example.split == "sealed" and "「" in prompt:
                raise LLMError("refusal", "The model refused to answer.", "")
            return await super().run(prompt, example, repeat)

    world = World(seed=5)
    result = tuned(world, Refusing(world))
    assert result.verdict.n == 12
    assert result.verdict.decision == "REJECT"


def test_no_sealed_or_validation_input_reaches_the_reflector() -> None:
    world = World(seed=6)
    effects = InProcess(world)
    tuned(world, effects)
    shown = [text for role, messages in effects.asked if role == "reflect" for _, text in messages]
    assert any("train-" in text for text in shown)
    assert not any("sealed-" in text or "validation-" in text for text in shown)


def test_the_sealed_set_stays_closed_without_hope_and_too_small_to_decide() -> None:
    perfect = World(seed=0)
    rules = "\n".join(f"「{word}」" for word in perfect.words)
    result = tuned(perfect, prompt=rules)
    assert result.verdict.decision == "UNDECIDED"
    assert result.sealed_openings == 0
    assert result.best == result.seed
    few = tuned(World(seed=0, sealed=3))
    assert few.sealed_openings == 0
    assert few.verdict.needed == 2
    assert "3 independent sealed examples cannot decide" in few.verdict.reasons[0]


def test_a_judge_that_is_always_content_is_said_and_burns_little() -> None:
    world = World(seed=0, judged=True, effect=0.0, noise=0.0)

    class Content(InProcess):
        async def judge(self, messages: Any, repeat: int) -> Any:
            return {"scores": {"正確さ": 5}, "reason": ""}

    result = tuned(world, Content(world))
    assert result.verdict.decision == "UNDECIDED"
    assert "full marks on all 20 training examples" in result.verdict.reasons[0]
    assert any("top mark to all" in note for note in result.notes)
    assert sum(result.calls.values()) == 40


def test_a_large_task_is_sampled_and_a_long_seed_may_be_kept() -> None:
    world = World(seed=1, train=300, validation=150, sealed=250)
    result = tuned(world)
    assert world.solved(result.best.text)
    assert result.verdict.decision == "PROMOTE"
    assert result.verdict.n >= 20
    long = tuned(World(seed=1), prompt=BLANK + "あ" * 200, max_chars=100)
    assert len(long.candidates) > 1


def test_a_guard_blocks_what_wins_otherwise() -> None:
    world = World(seed=7)
    task = world.task()
    guard = replace(task.scorers[0], name="length", weight=0.0, settings={"max_chars": 32})
    guarded = replace(task, scorers=(*task.scorers, guard), guards=("length",))
    result = tuned(world, task=guarded)
    assert result.verdict.decision == "REJECT"
    assert "Guard length fell" in result.verdict.reasons[0]


def test_locked_sections_survive_every_candidate() -> None:
    lock = "<!-- lock -->\n署名は「サポート係」。\n<!-- /lock -->"
    world = World(seed=8, reflector="forgetful")
    result = tuned(world, prompt=f"{BLANK}\n{lock}")
    assert world.solved(result.best.text)
    assert all(lock in one.text for one in result.candidates)


def test_strategies_are_compared_at_equal_cost() -> None:
    result = tuned(World(seed=9), strategies=("paraphrase", "reflect"), max_calls=400)
    control, reflect = result.per_strategy
    assert (control.name, reflect.name) == ("paraphrase", "reflect")
    assert control.accepted == 0
    assert reflect.mean == 1.0
    assert result.best.id == reflect.best_id
    assert sum(result.calls.values()) <= 400


def test_settings_that_cannot_work_are_refused() -> None:
    with pytest.raises(UsageError, match="No strategy magic"):
        tuned(World(), strategies=("magic",))
    with pytest.raises(UsageError, match="no training examples"):
        tuned(World(), task=replace(World().task(), examples=()))


class Stubborn(InProcess):
    """A reflector that says one thing whatever it is asked."""

    def __init__(self, world: World, reply: str) -> None:
        super().__init__(world)
        self.reply = reply

    async def reflect(self, messages: Any, repeat: int) -> str:
        return self.reply


@pytest.mark.parametrize(
    ("reply", "reason"),
    [("", "empty reply"), (BLANK, "the same prompt"), ("あ" * 9000, "at most"), ("{}", "empty")],
)
def test_a_useless_reflector_ends_it_soon_and_is_named(reply: str, reason: str) -> None:
    world = World(seed=0)
    effects = Stubborn(world, reply)
    result = tuned(world, effects)
    assert result.verdict.decision in ("UNDECIDED", "REJECT")
    assert result.best == result.seed
    assert any(reason in note for note in result.per_strategy[0].notes)
    assert effects.paid["task"] < 60


def test_eight_at_a_time_are_several_times_quicker() -> None:
    world = World(seed=1)
    effects = InProcess(world, latency=0.001)
    tuned(world, effects, concurrency=8)
    assert effects.most == 8
    alone = InProcess(world, latency=0.0001)
    tuned(world, alone, concurrency=1, width=1)
    assert alone.most == 1


def test_fronts_forgive_noisy_ties() -> None:
    scores = {"a": {"x": 1.0, "y": 0.2}, "b": {"x": 0.99, "y": 0.8}, "c": {"x": 0.1, "y": 0.1}}
    assert fronts.fronts(scores, 0.0) == {"x": frozenset("a"), "y": frozenset("b")}
    assert fronts.fronts(scores, 0.02)["x"] == frozenset("ab")
    assert fronts.undominated(scores, 0.02) == ("b",)
    assert set(fronts.undominated(scores, 0.0)) == {"a", "b"}
    drawn = {fronts.sample(scores, 0.0, Random(n)) for n in range(20)}
    assert drawn == {"a", "b"}
    with pytest.raises(ValueError):
        fronts.sample({}, 0.0, Random(0))


def test_additions_are_merged_where_they_stand() -> None:
    parent = "# 規則\n- 短く\n# 書式\n- 表"
    one = "# 規則\n- 短く\n- 丁寧に\n# 書式\n- 表"
    two = "# 規則\n- 短く\n# 書式\n- 表\n- 太字は使わない"
    assert merge(parent, [one, two], 500) == (
        "# 規則\n- 短く\n- 丁寧に\n# 書式\n- 表\n- 太字は使わない"
    )
    assert merge(parent, [one, one], 500) == one


def test_rewrites_and_corrections_are_not_merged() -> None:
    parent = "- 短く答える\n- 表は使わない"
    assert merge(parent, ["まったく別の\n書き方", parent + "\n- 丁寧に"], 500) == ""
    assert merge(parent, ["- 短く答える\n- 表は使わないこと"], 500) == ""
    assert merge(parent, [parent + "\n" + "あ" * 600], 500) == ""


def test_sentences_within_a_line_are_merged_too() -> None:
    parent = "あなたは案内係です。短く答える"
    assert merge(parent, [f"{parent}。返金。", f"{parent}。丁寧に。"], 500) == (
        f"{parent}。返金。丁寧に。"
    )
    assert merge("Be kind.", ["Be kind. Be brief.", "Be kind. Cite sources."], 500) == (
        "Be kind. Be brief. Cite sources."
    )
    assert merge(parent, [f"{parent}\n- 返金", f"{parent}\n- 丁寧に"], 500) == (
        f"{parent}\n- 返金\n- 丁寧に"
    )


@given(st.text(alphabet="あい。.!\n -a", max_size=60))
def test_pieces_lose_nothing(text: str) -> None:
    joined = "".join(piece.lead + piece.text for piece in pieces(text))
    assert "".join(joined.split()) == "".join(text.split())


def test_what_a_forgetful_reflector_dropped_stays() -> None:
    parent = "前書き\n- 甲\n- 乙"
    assert merge(parent, ["前書き\n- 乙\n- 丙"], 500) == "前書き\n- 甲\n- 乙\n- 丙"


def test_a_gain_counts_if_it_exceeds_its_noise() -> None:
    assert improves([0.0, 0.5, 0.0], 0.02)
    assert not improves([], 0.02)
    assert not improves([0.0, 0.0], 0.02)
    assert not improves([0.9, -0.8, 0.1, -0.1], 0.02)
    assert improves([0.4, 0.5, -0.1, 0.3], 0.02)
