"""kill -9 of a build at any moment: it goes on, and no finished call is paid twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storage import calls, digests
from storage.database import connect
from tests.builds import (
    WEEK,
    Kill,
    fill,
    finish,
    killed_at_random,
    paid_again,
    start,
    texts,
)
from tests.model_server import ModelServer, doubtful, model_server

AT_ONCE = 4


def again_and_again(
    home: Path, server: ModelServer, items: int, times: int, moment: tuple[float, float]
) -> list[Kill]:
    """The kills of a build that is started so often; it may end before the last."""
    tried = [killed_at_random(home, server, items, AT_ONCE, moment) for _ in range(times)]
    return [kill for kill in tried if kill is not None]


def asked(server: ModelServer) -> set[str]:
    return {json.dumps(body, sort_keys=True) for _, _, body in server.journal}


@pytest.mark.slow
def test_a_killed_build_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    items = 12
    fill(tmp_path / "calm", items)
    fill(tmp_path / "killed", items)
    with model_server(0.25) as server:
        finish(start(tmp_path / "calm", server, items, AT_ONCE))
        needed = server.calls
    assert needed == items + 1

    with model_server(0.25) as server:
        kills = again_and_again(tmp_path / "killed", server, items, 4, (0.0, 0.5))
        finish(start(tmp_path / "killed", server, items, AT_ONCE))
        assert kills
        assert len(asked(server)) == needed
        assert paid_again(server, kills) == 0
        assert server.calls <= needed + sum(one.lost for one in kills)

        seen = server.calls
        finish(start(tmp_path / "killed", server, items, AT_ONCE))
        assert server.calls == seen

    assert texts(tmp_path / "killed") == texts(tmp_path / "calm")
    db = connect(tmp_path / "killed" / "digest.db")
    assert calls.spending(db).calls == needed
    db.close()


@pytest.mark.slow
def test_a_build_killed_between_draft_and_repair_pays_for_neither_twice(tmp_path: Path) -> None:
    items = 8
    fill(tmp_path, items)
    needed = 2 * (items + 1)  # the highlights are repaired too
    with model_server(0.25, doubtful) as server:
        kills = again_and_again(tmp_path, server, items, 3, (0.2, 0.6))
        result = finish(start(tmp_path, server, items, AT_ONCE))
        assert kills
        assert len(asked(server)) == needed
        assert paid_again(server, kills) == 0
        assert server.calls <= needed + sum(one.lost for one in kills)
        assert result["findings"] == 0
        assert finish(start(tmp_path, server, items, AT_ONCE))["calls"] == 0
    db = connect(tmp_path / "digest.db")
    assert calls.spending(db).calls == needed
    chosen = {item.summary.choice for item in digests.get(db, WEEK).items}
    assert len(chosen) == 1
    assert "書き直しで0件に減ったため書き直しを採用" in chosen.pop()
    assert all(len(item.summary.calls) == 2 for item in digests.get(db, WEEK).items)
    db.close()
