"""The A/A test of a task: started by a button, its newest result in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from sqlite_utils import Database

from pages.shared import job_panel, job_words, words, work
from pages.shared.markup import Html, badge, tag, text
from prompt_tuner.in_japanese import all_said
from storage import runs
from storage.records import Run

RUNS = 100
FAIR = 0.05  # false wins in a hundred comparisons of a prompt with itself


def start(task: str, max_calls: int, seed: int, models: Mapping[str, str]) -> None:
    """Queue the test."""
    wish = {"task": task, "runs": RUNS, "max_calls": max_calls, "seed": seed}
    work.start("aa", wish | {"models": dict(models)})


def show(db: Database, task: str) -> bool:
    """Progress, or the newest result for this task. Gives whether a test runs."""
    if job_panel.show(("aa",)):
        return True
    newest = next((run for run in _ended(db) if _task(run) == task), None)
    if newest is not None:
        st.html(result(job_words.read(newest.result), words.minute(newest.updated_at)))
    return False


def result(found: Mapping[str, Any], when: str) -> Html:
    """What the test says about this judge and these examples. Pure."""
    rate, noise = found.get("rate"), found.get("noise")
    if rate is None:
        told, mark = "どの例も二度採点できず、判定できませんでした。", badge("不明", "warn")
    else:
        fair = rate <= FAIR
        mark = badge("信頼できる", "good") if fair else badge("偶然に弱い", "bad")
        told = (
            f"同じプロンプト同士を{found['runs']}回比べて、偶然「改善」と判定されたのは"
            f"{found['promotions']}回({rate:.0%})でした。"
            f"平均点だけで決めていたら{found['naive_rate']:.0%}です。"
        )
        told += (
            "この例と採点なら、改善の判定を信じられます。"
            if fair
            else "例を増やすか、評価基準を具体的にしてから、チューニングを始めてください。"
        )
    facts = [
        f"{when} に実施",
        f"{found.get('examples', 0)}例に{found.get('repeats', 0)}回ずつ回答",
        f"同じことをもう一度聞いたときの得点の揺れ {noise:.3f}" if noise is not None else "",
        f"呼び出し {found.get('calls', 0)}回",
        *all_said(found.get("notes") or ()),
    ]
    return tag(
        "div",
        tag("div", tag("b", text("A/A テスト")), mark, cls="meta"),
        tag("p", text(told)),
        tag("div", *(tag("span", text(fact)) for fact in facts if fact), cls="meta"),
        cls="prose wide",
    )


def _ended(db: Database) -> list[Run]:
    return runs.list_runs(db, kind="aa", state="done", limit=50)


def _task(run: Run) -> str:
    return str(job_words.read(run.arguments).get("task", ""))
