"""The prompt workbench in worlds where the truth is known, side by side with gepa 0.1.4.

Hidden rules (8 rules, 20 train, 12 validation, 12 sealed), worlds where nothing helps and
where something does, small budgets, a defective seed, ten kills, and the speed-up of eight
calls at a time over real HTTP. Both searches meet the same worlds in the same run.

    python bench/tuning.py [--seeds 20] [--sessions 40] [--skip-http]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.tuning_peer import peer  # noqa: E402
from bench.world_server import serve  # noqa: E402
from bench.worlds import BLANK, CONTRADICTION, InProcess, World, chance  # noqa: E402
from prompt_tuner.records import Result, Settings  # noqa: E402
from prompt_tuner.search import search  # noqa: E402

FIRST = 1000  # seed of the worlds: none of these was looked at while the search was made
NOISES = (0.05, 0.1, 0.2)
HELPED = ((0.05, 12, 300), (0.1, 12, 300), (0.2, 12, 300), (0.2, 12, 600), (0.2, 20, 600))
DEFECT = f"{CONTRADICTION}\nAnswer in English only.\n" + "無関係な文章がつづく。" * 360


def ours(world: World, prompt: str = BLANK, effects: InProcess | None = None, **kw: Any) -> Result:
    """A session of the workbench."""
    settings = Settings(seed=world.seed, **kw)
    found = search(world.task(prompt), settings, effects or InProcess(world), report=lambda _: None)
    return asyncio.run(found)


def hidden_rules(seeds: int) -> dict[str, Any]:
    """Solved seeds and median task calls; ours also with the proof on sealed examples."""
    out: dict[str, Any] = {}
    for reflector in ("plain", "forgetful"):
        worlds = [World(seed=seed, reflector=reflector) for seed in range(FIRST, FIRST + seeds)]
        mine = [ours(world) for world in worlds]
        theirs = [peer(world, 600, world.seed) for world in worlds]
        out[reflector] = {
            "seeds": seeds,
            "ours_solved": sum(w.solved(r.best.text) for w, r in zip(worlds, mine, strict=True)),
            "ours_promoted": sum(r.verdict.decision == "PROMOTE" for r in mine),
            "ours_task_calls_search": median(r.per_strategy[0].calls["task"] for r in mine),
            "ours_task_calls_with_proof": median(r.calls["task"] for r in mine),
            "ours_task_calls_most": max(r.calls["task"] for r in mine),
            "ours_reflections": median(r.calls["reflect"] for r in mine),
            "gepa_solved": sum(w.solved(p[0]) for w, p in zip(worlds, theirs, strict=True)),
            "gepa_task_calls": median(p[1] for p in theirs),
        }
    return out


def nothing_helps(sessions: int) -> dict[str, Any]:
    """Sessions that end in PROMOTE, and gepa runs that report a better prompt, per noise."""
    out: dict[str, Any] = {}
    for noise in NOISES:
        worlds = [
            World(seed=seed, reflector="rewording", judged=True, noise=noise)
            for seed in range(FIRST, FIRST + sessions)
        ]
        mine = [ours(world) for world in worlds]
        out[str(noise)] = {
            "sessions": sessions,
            "ours_promoted": sum(r.verdict.decision == "PROMOTE" for r in mine),
            "ours_sealed_set_opened": sum(r.sealed_openings for r in mine),
            "gepa_reported_better": sum(peer(world, 150, world.seed)[2] for world in worlds),
        }
    return out


def something_helps(sessions: int) -> dict[str, Any]:
    """Every rule is worth 0.15 to a noisy judge (a solved prompt about 0.3)."""
    out: dict[str, Any] = {}
    for noise, sealed, calls in HELPED:
        worlds = [
            World(seed=seed, judged=True, noise=noise, effect=0.15, sealed=sealed)
            for seed in range(FIRST, FIRST + sessions)
        ]
        mine = [ours(world, max_calls=calls) for world in worlds]
        out[f"noise {noise}, {sealed} sealed, {calls} calls"] = {
            "sessions": sessions,
            "promoted": sum(r.verdict.decision == "PROMOTE" for r in mine),
        }
    return out


def budgets() -> dict[str, Any]:
    """The most calls that were made, with and without a judge, of ten sessions each."""
    out: dict[str, Any] = {}
    for limit in (30, 60, 100):
        most = 0
        for seed in range(10):
            for judged in (False, True):
                world = World(seed=seed, judged=judged, noise=0.1)
                effects = InProcess(world)
                ours(world, effects=effects, max_calls=limit)
                most = max(most, effects.paid.total())
        out[str(limit)] = {"most_calls": most}
    return out


def defective(seeds: int) -> dict[str, Any]:
    """A seed that contradicts, in the wrong language, with 4,000 characters of noise."""
    out: dict[str, Any] = {}
    for name, prompt in (("blank", ""), ("defective", DEFECT)):
        worlds = [World(seed=seed) for seed in range(FIRST, FIRST + seeds)]
        mine = [ours(world, prompt) for world in worlds]
        out[name] = {
            "seeds": seeds,
            "solved": sum(w.solved(r.best.text) for w, r in zip(worlds, mine, strict=True)),
            "promoted": sum(r.verdict.decision == "PROMOTE" for r in mine),
            "task_calls": median(r.calls["task"] for r in mine),
        }
    return out


def kills(times: int = 10) -> dict[str, Any]:
    """A session that dies `times` times and is replayed against its cache (in-process)."""
    world = World(seed=3)
    whole = InProcess(world)
    undisturbed = ours(world, effects=whole)
    cache: dict[Any, Any] = {}
    paid: Counter[str] = Counter()
    for kill in range(times):
        dying = InProcess(world, cache=cache, die_after=chance("kill", kill).randint(1, 12))
        ours(world, effects=dying)
        paid += dying.paid
    last = InProcess(world, cache=cache)
    same = ours(world, effects=last) == undisturbed
    total = paid.total() + last.paid.total()
    return {"kills": times, "same_result": same, "paid": total, "undisturbed": whole.paid.total()}


def over_http(latency: float = 0.05) -> dict[str, Any]:
    """Seconds from the first request to the last answer of a whole `tune` command."""
    out: dict[str, Any] = {}
    for at_once in (8, 1):
        world = World(seed=1)
        with tempfile.TemporaryDirectory() as folder, serve(world, latency) as server:
            write_task(world, Path(folder) / "task")
            env = os.environ | {
                "OPENAI_BASE_URL": server.url,
                "OPENAI_API_KEY": "world",
                "DIGEST_HOME": f"{folder}/home",
                "DIGEST_CONCURRENCY": str(at_once),
            }
            _cli(env, "tasks", "add", f"{folder}/task")
            report = json.loads(_cli(env, "tune", "world", "--json", "--seed", "1"))
            started = min(start for start, _, _ in server.journal)
            ended = max(end for _, end, _ in server.journal)
            solved = world.solved(report["best_prompt"])
            out[f"seconds_{at_once}_at_once"] = round(ended - started, 2)
            out[f"requests_{at_once}_at_once"] = server.calls
            out[f"verdict_{at_once}_at_once"] = report["verdict"]
            out[f"solved_{at_once}_at_once"] = solved
    out["times_quicker"] = round(out["seconds_1_at_once"] / out["seconds_8_at_once"], 2)
    return out


def write_task(world: World, folder: Path) -> None:
    """The world's task as a user's folder."""
    task = world.task()
    folder.mkdir(parents=True)
    fields = {
        "name": task.name,
        "prompt": task.prompt,
        "models": dict(task.models),
        "scorers": [{"name": spec.name, **spec.settings} for spec in task.scorers],
    }
    (folder / "task.yaml").write_text(json.dumps(fields, ensure_ascii=False), encoding="utf-8")
    lines = [
        {"id": e.id, "input": e.input, "expected": dict(e.expected or {}), "split": e.split}
        for e in task.examples
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / "examples.jsonl").write_text(text, encoding="utf-8")


def _cli(env: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "prompt_tuner", *words]
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(run.stderr)
    return run.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--sessions", type=int, default=40)
    parser.add_argument("--skip-http", action="store_true")
    options = parser.parse_args()
    found = {
        "hidden_rules": hidden_rules(options.seeds),
        "nothing_helps": nothing_helps(options.sessions),
        "something_helps": something_helps(options.sessions),
        "budgets": budgets(),
        "defective_seed": defective(options.seeds),
        "kills": kills(),
    }
    if not options.skip_http:
        found["http"] = over_http()
    print(json.dumps(found, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
