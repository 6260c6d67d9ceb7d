"""The settings of one source: what its kind needs beyond the address."""

from __future__ import annotations

import streamlit as st

from digest.errors import WorkbenchError
from digest.rights import POLICIES
from pages.shared import notice, rights_view, words
from pages.shared.db import writing
from storage import sources
from storage.records import Source

_HELP = {
    "points": "これより少ないものは記事にしません。数のわからないものは残します。",
    "selector": "例: main h2 a 。新しいリンクを見つけるたびに、その先を記事にします。",
    "pattern": "例: /news/* 。* は何にでも当たります。",
    "quotation": "このソースの文を、引用符なしで何字まで続けて書けるか。超えると「引用」の検査が確認を求めます。"
    "数字も入力できます(例: 100)。既定では、CC BY や CC0 の記事に上限はありません。",
}


def show(source: Source) -> None:
    """A popover with the settings that the source's kind has."""
    from digest.collect.wishes import SETTINGS

    names = [n for n, one in SETTINGS.items() if not one.kinds or source.kind in one.kinds]
    chosen = dict(source.settings)
    popover = st.popover("設定", icon=":material/tune:")
    with popover, st.form(f"settings_{source.id}", border=False):
        given = {name: _field(source, name, chosen.get(name, "")) for name in names}
        if st.form_submit_button("保存", type="primary"):
            _save(source, given)


def _field(source: Source, name: str, value: str) -> str:
    key = f"setting_{source.id}_{name}"
    label = words.SOURCE_SETTINGS.get(name, name)
    if name != "quotation":
        return st.text_input(label, value=value, key=key, help=_HELP.get(name))
    options = list(dict.fromkeys(["", *POLICIES, value]))
    return st.selectbox(
        label,
        options,
        index=options.index(value),
        format_func=lambda policy: rights_view.limit(policy, source.rights),
        key=key,
        help=_HELP[name],
        accept_new_options=True,
    )


def _save(source: Source, given: dict[str, str]) -> None:
    from digest.collect.wishes import configured

    try:
        with writing() as db:
            sources.change(db, source.id, lambda stored: configured(stored, given))
    except WorkbenchError as error:
        st.error(notice.literal(words.explain(error)))
        return
    notice.say("設定を保存しました。次の収集から使います。")
    st.rerun()
