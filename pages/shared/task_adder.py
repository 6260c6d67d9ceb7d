"""A person's own task: files or pasted text, checked before anything is stored."""

from __future__ import annotations

import streamlit as st

from digest.errors import WorkbenchError
from pages.shared import notice, words
from pages.shared.db import now, writing
from pages.shared.notice import literal
from prompt_tuner import uploads
from prompt_tuner.in_japanese import said
from storage import tasks

TYPES = ["yaml", "yml", "jsonl", "json", "md", "txt"]
MOST_MB = 20
_ADDED = "_tasks_added"


def show(*, first: bool) -> None:
    """first: nobody has added a task yet, so what one is made of is told at once."""
    added = st.session_state.get(_ADDED, 0)
    with st.expander("自分のタスクを加える", icon=":material/add:", key=f"task_adder_{added}"):
        st.caption(
            "タスクは、プロンプトと採点方法を書いた task.yaml と、例を1行に1件ずつ書いた"
            " examples.jsonl です。例は20件ほどから始められ、40件を超えると小さな改善も証明できます。"
        )
        by_file, by_text = st.tabs(["ファイルから", "貼り付けて"])
        with by_file:
            _files()
        with by_text:
            _text(example=first)


def _files() -> None:
    with st.form("task_files", border=False, clear_on_submit=False):
        given = st.file_uploader(
            "task.yaml と、それが名指すファイルをまとめて選ぶ",
            type=TYPES,
            accept_multiple_files=True,
            key="task_files_given",
            max_upload_size=MOST_MB,
        )
        if st.form_submit_button("確かめて加える", type="primary"):
            if given:
                _add({one.name: one.getvalue() for one in given})
            else:
                st.error("ファイルを選んでください。")


def _text(*, example: bool) -> None:
    task, examples = uploads.sample()
    with st.form("task_text", border=False):
        head = st.text_area("task.yaml", task if example else "", height=240, key="task_yaml")
        lines = st.text_area(
            "examples.jsonl(1行に1件)", examples if example else "", height=200, key="task_lines"
        )
        if st.form_submit_button("確かめて加える", type="primary"):
            _add(uploads.pasted(head, lines))


def _add(files: dict[str, bytes]) -> None:
    from prompt_tuner import tasks as workbench

    try:
        with writing() as db:
            task = uploads.read_files(files, lambda name: tasks.splits(db, name))  # type: ignore[arg-type, return-value]
            stored = workbench.add(db, task, "screen", now=now())
    except WorkbenchError as error:
        told = said(str(error))
        st.error(literal(words.explain(error) if told == str(error) else told))
        return
    st.query_params["task"] = stored.name
    st.session_state.pop("task", None)
    st.session_state[_ADDED] = st.session_state.get(_ADDED, 0) + 1  # it closes by that
    counts = workbench.count([example.split for example in task.examples])
    told = f"学習用{counts['train']}・検証用{counts['validation']}・未公開{counts['sealed']}"
    notice.say(f"タスク「{stored.name}」を加えました(例 {told})。")
    st.rerun()
