"""Permits of one server, and the pause that a 429 puts on all of them."""

from __future__ import annotations

import asyncio
import time

import pytest

from llm.gate import Gate, Pause
from tests.fakes_llm import fault, good


class _Server:
    """Counts who is inside the gate."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.inside = self.peak = 0

    async def call(self, seconds: float = 0.01) -> None:
        async with self.gate as started:
            self.inside += 1
            self.peak = max(self.peak, self.inside)
            await asyncio.sleep(seconds)
            self.inside -= 1
            self.gate.report(good("x"), started)


async def _peak(gate: Gate, calls: int) -> int:
    server = _Server(gate)
    await asyncio.gather(*(server.call() for _ in range(calls)))
    return server.peak


def _run(gate: Gate, calls: int) -> int:
    return asyncio.run(_peak(gate, calls))


def test_no_more_at_a_time_than_there_are_permits() -> None:
    assert _run(Gate(4, Pause()), 20) == 4


def test_a_refusal_halves_once_for_all_that_were_under_way() -> None:
    gate = Gate(16, Pause())
    started = time.monotonic()
    for _ in range(16):
        gate.report(fault("rate_limit", retry_after=0.0), started)
    assert gate.allowed == 8
    gate.report(fault("rate_limit", retry_after=0.0), time.monotonic())
    assert gate.allowed == 4


def test_good_answers_open_the_gate_again_one_by_one() -> None:
    gate = Gate(4, Pause())
    gate.report(fault("rate_limit", retry_after=0.0), time.monotonic())
    assert gate.allowed == 2

    async def run() -> list[int]:
        return [await _peak(gate, 8), gate.allowed, await _peak(gate, 2), await _peak(gate, 12)]

    assert asyncio.run(run()) == [4, 4, 2, 4]


def test_a_small_gate_never_closes() -> None:
    gate = Gate(1, Pause())
    gate.report(fault("rate_limit", retry_after=0.0), time.monotonic())
    assert _run(gate, 3) == 1


def test_the_gate_can_be_made_wider_and_narrower() -> None:
    gate = Gate(2, Pause())

    async def run() -> list[int]:
        gate.resize(6)
        wide = await _peak(gate, 20)
        gate.resize(3)
        await _peak(gate, 20)
        return [wide, await _peak(gate, 20)]

    assert asyncio.run(run()) == [6, 3]


def test_everybody_waits_out_the_pause() -> None:
    pause = Pause()
    gates = [Gate(4, pause), Gate(4, pause)]  # of two event loops

    async def run() -> float:
        gates[0].report(fault("rate_limit", retry_after=0.2), time.monotonic())
        start = time.monotonic()
        await asyncio.gather(*(_Server(gate).call(0) for gate in gates for _ in range(3)))
        return time.monotonic() - start

    assert 0.15 < asyncio.run(run()) < 5


def test_a_server_that_does_not_say_how_long_gets_longer_and_longer_pauses() -> None:
    pause = Pause()
    waits = []
    for _ in range(8):
        pause.until = 0.0
        for _wave in range(16):
            pause.refused(None)
        waits.append(round(pause.until - time.monotonic()))
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]


@pytest.mark.parametrize("seconds", [121.0, 86_400.0])
def test_a_pause_for_a_person_is_not_waited_for(seconds: float) -> None:
    pause = Pause()
    pause.refused(seconds)
    assert pause.until == 0.0


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    pause = Pause()
    pause.refused(60.0)
    until = pause.until
    pause.refused(1.0)
    assert pause.until == until


def test_an_overloaded_server_that_says_how_long_is_left_alone_too() -> None:
    gate = Gate(4, Pause())
    gate.report(fault("server", retry_after=5.0), time.monotonic())
    assert gate.pause.until > time.monotonic() + 4
    other = Gate(4, Pause())
    other.report(fault("server"), time.monotonic())
    assert other.pause.until == 0.0


def test_who_gives_up_while_waiting_leaves_its_permit() -> None:
    pause = Pause()
    gate = Gate(1, pause)

    async def run() -> int:
        pause.refused(60.0)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(_Server(gate).call(), 0.02)
        pause.until = 0.0
        server = _Server(gate)
        await asyncio.wait_for(server.call(), 5)
        return server.peak

    assert asyncio.run(run()) == 1
