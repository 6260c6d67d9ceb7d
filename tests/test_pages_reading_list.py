"""The reading list of a long paper on its item."""

from __future__ import annotations

from pages.shared.reading_view import reading
from storage.records import SectionRead, Summary
from tests import factories as make


def test_sections_are_told_by_question_and_what_was_left_out() -> None:
    listing = (
        SectionRead("Abstract", 1, "abstract", 90),
        SectionRead("1 <b>Introduction</b>", 1, "body", 900),
        SectionRead("2 Method (2/2)", 2, "body", 900),
        SectionRead("Appendix A", 0, "appendix", 90),
    )
    shown = reading(Summary(reading=listing))
    assert "読んだ範囲(2回に分けて3節、読んでいない1節)" in shown
    assert "1回目: Abstract(要旨)、1 &lt;b&gt;Introduction&lt;/b&gt;" in shown
    assert "読んでいない: Appendix A(付録)" in shown
    assert reading(Summary()) == ""


def test_the_list_is_kept_with_the_summary(db) -> None:
    listing = (SectionRead("1 Introduction", 1, "body", 900),)
    assert make.summary(db, make.article(db), reading=listing).reading == listing
