"""The prompt workbench in a real Chromium: a task, a session to its verdict, promotion, a chat.

With DIGEST_SCREENSHOTS=1 the pictures of docs/images/ are taken on the way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from bench.world_server import completion
from bench.worlds import World
from storage import chats, prompts, sessions
from storage.database import connect
from tests.browser import browsing, serving
from tests.model_server import model_server
from tests.test_app_browser import PANE, Visit, _end_worker
from tests.tools import needs

pytestmark = pytest.mark.browser
WORLD = World(seed=1)
TALL = {"width": 1280, "height": 1000}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty home; a worker that its server starts ends with the module."""
    needs("chromium")
    folder = tmp_path_factory.mktemp("tuning") / "home"
    folder.mkdir()
    yield folder
    _end_worker(folder)


@pytest.fixture(scope="module")
def url(house: Path) -> Iterator[str]:
    """The app, with a simulated world as its model server."""
    with model_server(0.0, answer) as server:
        known = {"OPENAI_BASE_URL": server.url, "DIGEST_MODEL": "world-task"}
        with serving(house, DIGEST_START_WORKER="1", **known) as (address, _):
            yield address


@pytest.fixture(scope="module")
def browser(house: Path) -> Iterator[Any]:
    with browsing() as found:
        yield found


@pytest.fixture
def visit(browser: Any, url: str) -> Iterator[Visit]:
    made = Visit(browser, url, TALL)
    yield made
    made.close()


def answer(body: dict[str, Any]) -> tuple[int, Any]:
    """The world's models; asked how a prompt should grow, a rule that fits what was said."""
    messages = tuple((m["role"], m["content"]) for m in body["messages"])
    if body["model"] == "world-reflect":
        text = WORLD.reflect(messages, 0)
    elif '"deltas"' in json.dumps(body, ensure_ascii=False).replace("\\", ""):
        rule = {
            "kind": "add",
            "target": "",
            "rule": "回答の最初の一文に結論を書く。",
            "reason": "「結論を先に」と言われたため。",
        }
        text = json.dumps({"deltas": [rule]}, ensure_ascii=False)
    elif "最初の一文" in messages[-1][1] or "結論" in messages[-1][1]:
        text = "保証書は購入日から1年間有効です。手続きには注文番号が要ります。"
    else:
        text = WORLD.answer(messages[0][1], messages[-1][1], 0)
    return 200, completion(body, text)


def task_texts() -> tuple[str, str]:
    """The world's task as a person would paste it."""
    task = WORLD.task()
    head = (
        "name: 問い合わせ\npurpose: 問い合わせに、要る事柄を漏らさず答える\n"
        f"prompt: {task.prompt}\nscorers:\n  - {{name: mentions}}\n"
    )
    lines = [
        {"id": e.id, "input": e.input, "expected": dict(e.expected or {}), "split": e.split}
        for e in task.examples
    ]
    return head, "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)


def fill(visit: Visit, label: str, words: str) -> None:
    box = visit.page.get_by_label(label, exact=True)
    box.fill(words)
    box.press("Control+Enter")


def choose(visit: Visit, label: str, option: str) -> None:
    """Type a name into a select box and take it, whether it is listed or not."""
    box = visit.page.get_by_role("combobox", name=label)
    box.click()
    box.fill(option)
    box.press("Enter")
    visit.settle()


def test_a_task_is_pasted_tuned_proved_and_promoted(visit: Visit, house: Path) -> None:
    visit.go("tuning")
    expect(visit.page.locator("body")).to_contain_text("まだチューニングがありません")
    visit.page.get_by_role("button", name="新しいチューニング").click()
    visit.settle()
    visit.page.get_by_text("自分のタスクを加える").click()
    visit.page.get_by_role("tab", name="貼り付けて").click()
    head, lines = task_texts()
    visit.page.get_by_label("task.yaml", exact=True).fill(head)
    visit.page.get_by_label("examples.jsonl(1行に1件)").fill(lines)
    visit.page.get_by_role("button", name="確かめて加える").last.click()
    visit.settle(900)
    body = visit.page.locator("body")
    expect(body).to_contain_text("学習用 20件")
    choose(visit, "改良案のモデル", "world-reflect")
    choose(visit, "採点のモデル", "world-judge")
    visit.page.get_by_role("button", name="見積もる").click()
    visit.settle(600)
    expect(body).to_contain_text("呼び出し 最大 300回")
    visit.picture("tuning-new")
    visit.page.get_by_role("button", name="始める", exact=True).click()
    body.get_by_text("改善が証明された").first.wait_for(timeout=90_000)
    visit.settle(1500)
    visit.picture("tuning")
    db = connect(house / "digest.db", readonly=True)
    (ended,) = sessions.list_sessions(db)
    assert json.loads(ended.result)["verdict"] == "PROMOTE"
    visit.page.locator("a:visible", has_text="差分を見て採用を決める").first.click()
    visit.settle(900)
    expect(visit.page.locator(PANE)).to_contain_text("改善が証明された")
    fill(visit, "採用する理由", "未公開の例で証明されたため")
    visit.settle()
    visit.page.get_by_role("button", name="この版を採用する").click()
    visit.settle(900)
    visit.soon(lambda: prompts.active(db, "問い合わせ").number, 2)
    visit.go("prompts?name=問い合わせ&item=2&view=diff")
    visit.settle(600).picture("prompts")
    db.close()


def test_a_prompt_grows_by_talking(visit: Visit, house: Path) -> None:
    visit.go("grow?name=digest-highlights")
    visit.page.get_by_role("button", name="新しい会話").click()
    visit.settle(600)
    visit.page.get_by_label("話す", exact=True).fill("保証書は使えますか。結論を先に教えて")
    visit.page.get_by_role("button", name="送る").click()
    visit.page.locator(".line-diff .new").first.wait_for(timeout=120_000)
    visit.settle(900).picture("grow")
    visit.page.get_by_role("button", name="採り入れる", exact=True).click()
    visit.settle(900)
    db = connect(house / "digest.db", readonly=True)
    (chat,) = chats.list_chats(db, "digest-highlights")
    rule = "最初の一文に結論を書く"
    visit.soon(lambda: rule in chats.get(db, chat.id).prompt, True)
    visit.page.get_by_role("button", name="始めのプロンプト").click()
    visit.settle(600)
    visit.soon(lambda: rule in chats.get(db, chat.id).prompt, False)
    assert chats.get(db, chat.id).version_id is None
    db.close()
