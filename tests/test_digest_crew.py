"""Threads that wait for servers: results in order, errors told, none held up by another batch."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from digest.crew import HEAPS, Crew, crew
from tests.tools import ROOT


def test_results_come_in_the_order_of_the_values():
    def late(number: int) -> int:
        time.sleep(0.01 * (5 - number))
        return number * number

    assert Crew(5).run(late, range(5)) == [0, 1, 4, 9, 16]


def test_nothing_to_do_is_done():
    assert Crew(2).run(str, []) == []


def test_no_more_threads_than_asked_for_and_few_where_they_suffice():
    busy, most, lock = 0, 0, threading.Lock()
    three_at_once = threading.Barrier(3)

    def one(_: int) -> str:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        three_at_once.wait(timeout=60)
        with lock:
            busy -= 1
        return threading.current_thread().name

    three = Crew(3)
    three.run(one, range(12))
    assert most == 3
    before = threading.active_count()
    three.run(one, range(12))
    assert threading.active_count() == before


def test_an_error_is_raised_when_all_have_ended():
    done = []

    def one(number: int) -> None:
        if number == 1:
            raise ValueError("one")
        time.sleep(0.05)
        done.append(number)

    with pytest.raises(ValueError, match="one"):
        Crew(4).run(one, range(4))
    assert sorted(done) == [0, 2, 3]


def test_a_slow_value_of_one_batch_holds_up_no_other():
    together = Crew(4)
    slow, released = threading.Event(), threading.Event()

    def wait(_: int) -> bool:
        slow.set()
        return released.wait(10)

    with ThreadPoolExecutor(1) as beside:
        first = beside.submit(together.run, wait, [0])
        assert slow.wait(10)
        assert together.run(str, range(50)) == [str(number) for number in range(50)]
        assert not first.done()
        released.set()
        assert first.result() == [True]


def test_a_process_has_one_crew_of_a_size():
    assert crew(2) is crew(2)


def test_many_threads_share_few_heaps():
    """With one each, 32 threads that held pages kept 40 MB that nobody used."""
    program = """
import ctypes, tempfile, threading
from digest.crew import crew, share_heaps
share_heaps()
together = threading.Barrier(16)
def one(number):
    together.wait(timeout=60)
    held = [bytes(50_000) for _ in range(20)]
    together.wait(timeout=60)
    return len(held)
crew(16).run(one, range(16))
libc = ctypes.CDLL(None)
if not hasattr(libc, "malloc_info"):  # not glibc, whose heaps these are
    raise SystemExit(print(0))
libc.fopen.restype = ctypes.c_void_p
libc.fclose.argtypes = [ctypes.c_void_p]
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
with tempfile.NamedTemporaryFile() as told:
    file = libc.fopen(told.name.encode(), b"w")
    libc.malloc_info(0, file)
    libc.fclose(file)
    print(open(told.name).read().count("<heap nr="))
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert int(ran.stdout) <= HEAPS, ran.stderr
