"""A new tuning session: task, models, strategies, budget, seed; estimate, A/A test, start."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from sqlite_utils import Database

from digest.errors import WorkbenchError
from digest.settings import Settings as House
from pages import SETTINGS
from pages.shared import (
    aa_view,
    filters,
    notice,
    role_models,
    task_adder,
    task_view,
    tuning_words,
    work,
)
from pages.shared.db import now, reading, settings, start_worker, writing
from pages.shared.markup import tag, text
from pages.shared.notice import literal
from prompt_tuner import starting
from prompt_tuner.digest_tasks import TASKS
from prompt_tuner.in_japanese import all_said, said
from prompt_tuner.records import Settings
from storage import sessions, tasks

MOST_CALLS = 1_000_000


def show() -> None:
    """The form."""
    with reading() as db:
        names = task_names(db)
        house = settings(db)
        listed = role_models.listed(db, house)
    st.markdown("### 新しいチューニング")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        name = filters.choice("タスクを選ぶ", "task", names, _task_label, width=420)
    task_adder.show(first=len(names) == len(TASKS))
    if not name:
        st.info("タスクを選ぶと、例の数、モデル、予算を決めて始められます。")
    task = _task(name, house)
    st.markdown("#### モデル")
    models = role_models.choose(listed, task)
    st.markdown("#### 作り方と予算")
    wished = _wishes(house.max_usd)
    if not house.has_model:
        st.warning("モデルが設定されていません。設定でモデルサーバーとモデルを選んでください。")
        st.page_link(SETTINGS.script, label="設定を開く", icon=SETTINGS.icon)
    _buttons(name, wished, models)


def _buttons(name: str, wished: Settings, models: Mapping[str, str]) -> None:
    with st.container(horizontal=True, gap="small"):
        looked = st.button("見積もる", key="estimate", disabled=not name)
        aa = st.button(
            "A/A テスト",
            key="aa",
            disabled=not name,
            help="同じプロンプト同士を比べ、偶然が「改善」に見える割合を測ります。費用のかかる前にどうぞ。",
        )
        go = st.button("始める", type="primary", key="begin_tuning", disabled=not name)
    if looked:
        _estimate(name, wished, models)
    if aa:
        aa_view.start(name, wished.max_calls, wished.seed, models)
    with reading() as db:
        aa_view.show(db, name)
    if go:
        _begin(name, wished, models)


def task_names(db: Database) -> list[str]:
    """The digest's own tasks first, then those of people."""
    own = [one.name for one in tasks.list_tasks(db) if one.name not in TASKS]
    return [*TASKS, *own]


def resume(session_id: str) -> bool:
    """Queue a session's job and see to a worker; an error is told."""
    try:
        with writing() as db:
            house = settings(db)
            session = starting.reopen(db, sessions.get(db, session_id), now=now())
            job_id = starting.launch(db, house, session, now=now())
        start_worker()
    except WorkbenchError as error:
        notice.fail(error)
        return False
    st.session_state.setdefault(work.WATCHED, []).append(job_id)
    return True


def _task_label(name: str) -> str:
    return f"{name}({tuning_words.digest_task(name)})" if name in TASKS else name


def _task(name: str, house: House) -> Mapping[str, str]:
    """What a task consists of, told; gives the model that each role has by itself."""
    if not name:
        return {}
    try:
        with writing() as db:
            task, version = starting.glance(db, house, name, now=now())
            opened = tasks.openings(db, name)
    except WorkbenchError as error:
        st.warning(literal(said(str(error))))
        return {}
    st.html(task_view.facts(task, version, opened))
    return task.models


def _wishes(max_usd: float | None) -> Settings:
    from prompt_tuner.strategies import PROPOSERS

    usual = Settings()
    chosen = st.multiselect(
        "改良案の作り方(複数なら予算を等分して比べます)",
        list(PROPOSERS),
        default=list(usual.strategies),
        format_func=lambda one: f"{one} — {tuning_words.STRATEGIES.get(one, one)}",
        key="strategies",
    )
    with st.container(horizontal=True, gap="small"):
        calls = st.number_input(
            "モデル呼び出しの上限(回)", 1, MOST_CALLS, usual.max_calls, 50, key="max_calls"
        )
        money = st.number_input(
            "費用の上限(USD、0 は設定のまま)", 0.0, 10_000.0, 0.0, 0.5, key="max_usd"
        )
        seed = st.number_input("乱数の種", 0, 1_000_000, usual.seed, 1, key="seed")
    return Settings(
        strategies=tuple(chosen) or usual.strategies,
        max_calls=int(calls),
        max_usd=float(money) or max_usd,
        seed=int(seed),
    )


def _estimate(name: str, wished: Settings, models: Mapping[str, str]) -> None:
    try:
        with writing() as db:
            found = starting.forecast(db, settings(db), name, wished, models, now=now())
    except WorkbenchError as error:
        st.error(literal(said(str(error))))
        return
    calls = "、".join(
        f"{tuning_words.ROLES[role]} {n}回" for role, n in found["calls"].items() if n
    )
    price = found["cost_usd"]
    money = "料金不明(単価が分からないモデル)"
    if price is not None:
        money = f"約 {price:.2f} USD(どう転んでも {found['most_usd']:.2f} USD まで)"
    lines = [
        f"呼び出し 最大 {found['max_calls']}回(見込み: {calls or 'なし'})",
        f"入力 約 {found['input_tokens']:,} トークン、出力 約 {found['output_tokens']:,} トークン",
        f"費用 {money}",
        *[f"注意: {note}" for note in all_said(found["notes"])],
    ]
    st.html(tag("ul", *(tag("li", text(line)) for line in lines)))


def _begin(name: str, wished: Settings, models: Mapping[str, str]) -> None:
    try:
        with writing() as db:
            session = starting.begin(db, settings(db), name, wished, models, now=now())
    except WorkbenchError as error:
        notice.warn(said(str(error)))
        st.rerun()
    resume(session.id)
    for key in ("view", "task"):
        st.query_params.pop(key, None)
    st.query_params["item"] = session.id
    st.rerun()
