"""The settings of one source: what its kind needs beyond the address."""

from __future__ import annotations

import streamlit as st

from digest.errors import WorkbenchError
from pages.shared import notice, words
from pages.shared.db import writing
from storage import sources
from storage.records import Source

_HELP = {
    "points": "これより少ないものは記事にしません。数のわからないものは残します。",
    "selector": "例: main h2 a 。新しいリンクを見つけるたびに、その先を記事にします。",
    "pattern": "例: /news/* 。* は何にでも当たります。",
}


def show(source: Source) -> None:
    """A popover with the settings that the source's kind has."""
    from digest.collect.wishes import SETTINGS

    names = [n for n, one in SETTINGS.items() if not one.kinds or source.kind in one.kinds]
    chosen = dict(source.settings)
    popover = st.popover("設定", icon=":material/tune:")
    with popover, st.form(f"settings_{source.id}", border=False):
        given = {
            name: st.text_input(
                words.SOURCE_SETTINGS.get(name, name),
                value=chosen.get(name, ""),
                key=f"setting_{source.id}_{name}",
                help=_HELP.get(name),
            )
            for name in names
        }
        if st.form_submit_button("保存", type="primary"):
            _save(source, given)


def _save(source: Source, given: dict[str, str]) -> None:
    from digest.collect.wishes import configured

    try:
        after = configured(source, given)
    except WorkbenchError as error:
        st.error(notice.literal(words.explain(error)))
        return
    with writing() as db:
        sources.save(db, after)
    notice.say("設定を保存しました。次の収集から使います。")
    st.rerun()
