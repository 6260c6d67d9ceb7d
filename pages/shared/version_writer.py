"""A person's own version of a prompt: its text, why, and how items are written with it."""

from __future__ import annotations

import streamlit as st

from digest.errors import WorkbenchError
from digest.summarize.strategies import MOST_SAMPLES, way_of
from pages.shared import notice, tuning_words
from pages.shared.db import now, writing
from prompt_tuner import registry
from prompt_tuner.in_japanese import said
from storage import prompts
from storage.records import PromptVersion

WAYS = tuning_words.WAYS


def show(version: PromptVersion) -> None:
    """A person's own version, from the text of the open one. It is not yet active."""
    with st.form("write", border=False):
        words_ = st.text_area("本文", version.text, height=420, key=f"write_{version.id}")
        why = st.text_input("変えた理由", key=f"write_why_{version.id}")
        strategy, samples = _way(version)
        if not st.form_submit_button("新しい版として保存する", type="primary"):
            return
    try:
        with writing() as db:
            wanted = PromptVersion(
                name=version.name,
                text=registry.check_text(words_),
                purpose=version.purpose,
                origin="person",
                reason=why.strip(),
                settings=registry.check_way(strategy, samples),
                parents=(version.id,),
            )
            known = {one.id for one in prompts.list_versions(db, version.name)}
            made = prompts.add(db, wanted, now=now())
        if made.id in known:
            notice.say(f"同じ本文と書き方の版がすでにあります(第{made.number}版)。")
        else:
            notice.say(f"第{made.number}版を保存しました。使うには採用してください。")
        st.query_params["item"] = str(made.number)
        st.query_params["view"] = "diff"
    except WorkbenchError as error:
        notice.warn(said(str(error)))
    st.rerun()


def _way(version: PromptVersion) -> tuple[str, int]:
    """How a version's items are written: strategy and number of drafts."""
    now_is = way_of(version.settings)
    left, right = st.columns(2)
    strategy = left.selectbox(
        "書き方",
        list(WAYS),
        index=list(WAYS).index(now_is.strategy) if now_is.strategy in WAYS else 0,
        format_func=WAYS.__getitem__,
        key=f"write_way_{version.id}",
        help="同じ本文でも、書き方や案の数が違えば別の版になり、評価を比べられます。",
    )
    samples = right.number_input(
        "案の数(指摘の最も少ないものを採用)",
        1,
        MOST_SAMPLES,
        now_is.samples,
        key=f"write_samples_{version.id}",
    )
    return strategy, int(samples)
