"""Helper processes: the same results, and nothing lost when one dies."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from digest.apart import WORTH_IT, Processes
from digest.errors import NotAFeed

ROOT = Path(__file__).parent.parent


def where(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def refuse(words: str) -> None:
    raise NotAFeed(words, "Do something else.")


def die(parent: int) -> int:
    if os.getpid() != parent:
        os._exit(9)
    return parent


@pytest.fixture
def helpers():
    made = Processes(1)
    yield made
    made.close()


def warmed(helpers: Processes) -> Processes:
    deadline = time.monotonic() + 30
    while helpers.run(where, 1)[1] == os.getpid():
        assert time.monotonic() < deadline, "no helper came up"
        time.sleep(0.01)
    return helpers


def test_a_short_run_starts_no_process(helpers):
    found = [helpers.run(where, n) for n in range(WORTH_IT - 1)]
    assert {pid for _, pid in found} == {os.getpid()}


def test_a_long_run_is_shared_and_answers_the_same(helpers):
    warmed(helpers)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: helpers.run(where, n), range(200)))
    assert [square for square, _ in found] == [n * n for n in range(200)]
    assert os.getpid() not in {pid for _, pid in found}


def test_an_error_comes_back_as_it_is(helpers):
    with pytest.raises(NotAFeed, match="no feed Do something else"):
        warmed(helpers).run(refuse, "no feed")


def test_what_a_killed_helper_had_is_done_here(helpers):
    warmed(helpers)
    assert helpers.run(die, os.getpid()) == os.getpid()
    assert helpers.run(where, 3) == (9, os.getpid())


def test_helpers_end_with_a_killed_parent(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            """
            import os, signal, sys, time
            from digest.apart import Processes
            from tests.test_digest_apart import warmed, where
            if __name__ == "__main__":
                helpers = warmed(Processes(1))
                print(helpers.run(where, 1)[1], flush=True)
                os.kill(os.getpid(), signal.SIGKILL)
            """
        )
    )
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(script)],
        env=env,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    helper = int(done.stdout)
    deadline = time.monotonic() + 10
    while alive(helper):
        assert time.monotonic() < deadline, "the helper outlived its parent"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
