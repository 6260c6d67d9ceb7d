"""この号の報告, folded away under an issue."""

from __future__ import annotations

import streamlit as st
from sqlite_utils import Database

from digest import reporting
from pages.shared import report_view
from storage.records import Digest


def show(db: Database, digest: Digest) -> None:
    """An expander with the report of the week's last build."""
    with st.expander("この号の報告", icon=":material/fact_check:", key="report"):
        found = reporting.latest(db, digest.week)
        st.html(report_view.report(found, reporting.versions(db, digest)))
