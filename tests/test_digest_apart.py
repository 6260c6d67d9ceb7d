"""Helper processes: the same results, and nothing lost when one dies."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from digest.apart import WORTH_IT, Processes
from digest.errors import NotAFeed
from digest.lanes import GROWN_BYTES, MOST_DEATHS

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
    square, pid = helpers.run(where, 3)
    assert square == 9
    assert pid != os.getpid(), "nobody took its place"


HELD: list[bytearray] = []


def grow(size: int) -> int:
    HELD[:] = [bytearray(size)]
    return os.getpid()


def test_a_helper_that_has_grown_is_replaced(helpers):
    warmed(helpers)
    before = helpers.run(grow, 1)
    assert helpers.run(grow, 1) == before
    assert helpers.run(grow, GROWN_BYTES) == before
    after = helpers.run(grow, 1)
    assert after not in (before, os.getpid())
    assert not alive(before)


class Odd(Exception):
    """Cannot be read back from a pickle."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} {two}")


def raise_odd() -> None:
    raise Odd("no", "way back")


def nothing_to_send() -> object:
    return threading.Lock()


def test_an_error_that_cannot_travel_is_told_in_words(helpers):
    with pytest.raises(RuntimeError, match="Odd: no way back"):
        warmed(helpers).run(raise_odd)
    with pytest.raises(TypeError, match="pickle"):
        helpers.run(nothing_to_send)
    with pytest.raises((AttributeError, TypeError, pickle.PicklingError)):
        helpers.run(lambda: None)
    assert helpers.run(where, 3)[1] != os.getpid()


def test_calls_that_wait_when_the_run_ends_are_still_answered(helpers):
    warmed(helpers)
    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(helpers.run, slow, n) for n in range(20)]
        helpers.close()
        assert [call.result() for call in waiting] == list(range(20))
    assert helpers.run(where, 2) == (4, os.getpid())


def slow(number: int) -> int:
    time.sleep(0.02)
    return number


def test_hard_work_gets_one_helper_more():
    helpers = Processes(1)
    helpers.expect(WORTH_IT, hard=True)
    warmed(helpers)
    deadline = time.monotonic() + 30
    pids: set[int] = set()
    with ThreadPoolExecutor(8) as pool:
        while len(pids) < 2:
            assert time.monotonic() < deadline, "no second helper came up"
            pids |= {pid for _, pid in pool.map(lambda n: helpers.run(where, n), range(64))}
    assert len(pids) == 2
    helpers.close()


def test_after_three_deaths_the_rest_is_done_here(helpers):
    for _ in range(MOST_DEATHS):
        warmed(helpers)
        assert helpers.run(die, os.getpid()) == os.getpid()
    assert {helpers.run(where, n)[1] for n in range(WORTH_IT * 2)} == {os.getpid()}


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
