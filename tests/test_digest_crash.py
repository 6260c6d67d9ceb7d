"""kill -9 of a build at any moment: it goes on, and no finished call is paid twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.crash import measure, sent_again
from tests.builds import Kill, paid_again
from tests.model_server import ModelServer, well_behaved

ITEMS, AT_ONCE, LATENCY = 12, 4, 0.25


@pytest.mark.slow
def test_a_build_that_is_killed_again_and_again_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    found = measure(tmp_path, items=ITEMS, kills=6, latency=LATENCY, at_once=AT_ONCE, seed=11)
    assert found.kills >= 3
    assert found.same_digest
    assert found.finished_sent_again == 0
    assert found.calls_sent <= found.calls_needed + found.lost
    assert found.rows_of_calls == found.calls_needed == ITEMS + 1


def repaired(body: dict[str, Any]) -> tuple[int, Any]:
    """A draft with a number that no source has; better when it is asked to repair."""
    status, reply = well_behaved(body)
    if len(body["messages"]) == 2:
        said = reply["choices"][0]["message"]
        said["content"] = said["content"].replace("公開された", "987,654件公開された")
    return status, reply


@pytest.mark.slow
def test_items_of_several_turns_go_on_where_they_were(tmp_path: Path) -> None:
    found = measure(tmp_path, items=6, kills=4, latency=LATENCY, at_once=2, seed=5, answer=repaired)
    assert found.calls_needed > 6 + 1, "some items were repaired"
    assert found.same_digest
    assert found.finished_sent_again == 0
    assert found.rows_of_calls == found.calls_needed


def journal(*sent: tuple[float, float, str]) -> ModelServer:
    server = ModelServer(0)
    server.journal = [(started, ended, {"asked": body}) for started, ended, body in sent]
    return server


@pytest.mark.parametrize(
    ("sent", "kills", "expected"),
    [
        (((0.0, 1.0, "a"), (2.0, 3.0, "b")), [5.0], (0, 0.0)),
        (((0.0, 1.0, "a"), (2.0, 3.0, "a")), [0.5], (1, 0.0)),  # in flight at the kill
        (((0.0, 1.0, "a"), (2.0, 3.0, "a")), [1.1], (1, 100.0)),  # answered, not stored yet
        (((0.0, 1.0, "a"), (7.0, 8.0, "a")), [6.0], (1, 0.0)),  # long finished
        (((0.0, 1.0, "a"), (7.0, 8.0, "a")), [], (1, 0.0)),
    ],
)
def test_what_was_sent_twice_is_counted(
    sent: tuple[tuple[float, float, str], ...], kills: list[float], expected: tuple[int, float]
) -> None:
    twice, unstored = sent_again(journal(*sent), kills, 1.0)
    assert (twice, round(unstored, 3)) == expected


def test_what_was_stored_at_a_kill_may_not_be_sent_after_it() -> None:
    a, b = (json.dumps({"asked": name}) for name in "ab")
    server = journal((0.0, 1.0, "a"), (0.0, 1.0, "b"), (7.0, 8.0, "a"))
    assert paid_again(server, [Kill(6.0, 2, frozenset({b}))]) == 0  # a was not stored yet
    assert paid_again(server, [Kill(6.0, 2, frozenset({a, b}))]) == 1
    assert paid_again(server, [Kill(9.0, 2, frozenset({a, b}))]) == 0
    assert Kill(6.0, 2, frozenset({b})).lost == 1
