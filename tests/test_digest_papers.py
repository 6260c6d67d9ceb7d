"""Whole papers: arXiv's HTML and PDFs into sections, and what hostile files do."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from digest.errors import BadStatus, SourceError
from digest.fetch import Response
from digest.papers import layout, tex
from digest.papers.latexml import read_latexml
from digest.papers.paper import Paper, Part, is_appendix, is_references, is_thanks, to_text
from digest.papers.pdf import is_pdf, read_pdf
from digest.papers.whole import ABSTRACT_ONLY, addresses, lacking, whole
from digest.summarize.sentences import parse, split
from storage import articles
from storage.records import Article
from tests import papers
from tests.factories import article as stored
from tests.fakes_fetch import FakeFetch

DATA = Path(__file__).parent / "data" / "papers"
ABSTRACT = Article(
    id=7,
    url="https://arxiv.org/abs/2611.01234v2",
    external_id="arxiv:2611.01234",
    title=papers.TITLE,
    kind="paper",
    text=papers.ABSTRACT,
    text_chars=len(papers.ABSTRACT),
    text_origin="feed",
)
HTML = "https://arxiv.org/html/2611.01234"
PDF = "https://arxiv.org/pdf/2611.01234"


def headings(text: str) -> list[str]:
    return [s.text for s in parse(text) if s.kind == "heading"]


def read_html(pages: int = 4) -> Paper:
    paper = read_latexml(papers.latexml(pages))
    assert paper is not None
    return paper


def test_what_a_paper_does_not_show_is_not_read() -> None:
    said = "We study the effect of quantization on accuracy. " * 60
    unseen = (
        '<p class="ltx_p" style="display:none">UNSEEN.</p><p class="ltx_p" hidden>UNSEEN.</p>'
        '<p class="ltx_p"><span style="color:#FFFFFF;">UNSEEN.</span> after it'
        '<span style="--ltx-fg-color:#FFFFFF;">UNSEEN.</span><span style="font-size:0">UNSEEN.</span></p>'
        '<p class="ltx_p" aria-hidden="true">UNSEEN.</p>'
    )
    shown = '<p class="ltx_p" style="--ltx-bg-color:#000000;"><span style="color:white">white on black</span></p>'
    body = (
        '<html><body><article class="ltx_document"><section class="ltx_section"><h2 class="ltx_title">1 Intro</h2>'
        f'<div class="ltx_para"><p class="ltx_p">{said}</p>{unseen}{shown}</div></section></article></body></html>'
    )
    paper = read_latexml(body.encode())
    assert paper is not None
    text, _ = to_text(paper)
    assert "UNSEEN" not in text
    assert "after it" in text
    assert "white on black" in text


def test_arxiv_html_gives_every_section_in_order() -> None:
    paper = read_html()
    told = [part.title for part in paper.parts]
    assert paper.title == papers.TITLE
    assert told == ["Abstract", *(name for name, _ in papers.SECTIONS), "Appendix A Prompts"]
    assert [part.role for part in paper.parts] == ["abstract", *["body"] * 14, "appendix"]
    assert (paper.figures, paper.tables) == (1, 1)


def test_references_thanks_notes_and_menus_are_left_out() -> None:
    text, cut = to_text(read_html())
    for gone in (papers.REFERENCE, papers.THANKS, "footnote", "Report an issue", "LaTeXML"):
        assert gone not in text
    assert not cut


def test_figures_tables_and_formulas_become_words() -> None:
    text, _ = to_text(read_html())
    assert "Figure 1: Loss by language." in text
    assert "Table 1: Scores on 1,024 questions." in text
    assert "| 8B | 42.5% |" in text
    assert "The loss is 3.1%, at 2× the speed (Sample, 2019)." in text


def test_the_text_tells_its_sections_and_sentences_again() -> None:
    text, _ = to_text(read_html())
    assert text.startswith(papers.ABSTRACT)  # what comes first needs no heading
    assert headings(text)[:2] == ["1 Introduction", "2 Related Work"]
    said = split(text)
    for heading, _ in papers.SECTIONS:
        assert papers.sentence(heading, 0) in said


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"<html><body><h1>No HTML for '2611.01234'</h1></body></html>",
        b'<article class="ltx_document"><p class="ltx_p">Almost nothing.</p></article>',
        b"\x00\xff\xfe" * 100,
        b"<div>" * 5000,
    ],
)
def test_a_page_that_is_no_whole_paper_gives_none(page: bytes) -> None:
    assert read_latexml(page) is None


def test_a_deep_or_huge_page_ends() -> None:
    deep = b'<article class="ltx_document">' + b'<div class="ltx_para">' * 100_000 + b"x" * 2000
    wide = b'<article class="ltx_document">' + b'<p class="ltx_p">word word</p>' * 100_000
    began = time.monotonic()
    read_latexml(deep)
    paper = read_latexml(wide)
    assert paper is not None
    assert len(to_text(paper)[0]) <= 602_000
    assert time.monotonic() - began < 20


def test_a_paper_that_is_too_long_says_how_much_was_cut() -> None:
    paper = Paper("T", (Part("1 Long", ("word " * 1000,) * 200),))
    text, cut = to_text(paper)
    assert len(text) <= 600_100
    assert "40 %" in cut


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (r"3.5\%", "3.5%"),
        (r"1{,}024", "1,024"),
        (r"2\times", "2×"),
        (r"\approx 10^{-3}", "≈ 10^-3"),
        (r"\mathrm{F}_{1}=0.82\pm 0.01", "F_1=0.82± 0.01"),
        (r"\frac{a}{b}", "(a)/(b)"),
        ("x" * 400, ""),
        (r"90^{\circ}", "90°"),
    ],
)
def test_formulas_in_words(formula: str, said: str) -> None:
    assert tex.words(formula) == said


@given(st.text(max_size=320))
def test_no_formula_breaks_the_reader(formula: str) -> None:
    assert "\\" not in tex.words(formula)
    assert "\n" not in tex.words(formula)


def test_headings_of_what_is_left_out() -> None:
    assert is_references("References")
    assert is_references("7 References")
    assert is_references("参考文献")
    assert is_thanks("Acknowledgements")
    assert is_thanks("謝辞")
    assert is_thanks("Author Contributions")
    assert is_appendix("Appendix A Prompts")
    assert is_appendix("B.2 Prompts")
    assert is_appendix("付録")
    assert not is_references("5 Results")
    assert not is_thanks("3 Method")
    assert not is_appendix("A study of models".lower())
    assert not is_appendix("5 Results")


def test_a_pdf_gives_the_same_sections() -> None:
    read = read_pdf(papers.pdf_of_paper())
    told = [part.title for part in read.paper.parts if part.title]
    assert told == ["Abstract", *(name for name, _ in papers.SECTIONS), "A Prompts"]
    assert read.paper.title == papers.TITLE
    assert read.paper.figures == 1
    text, _ = to_text(read.paper)
    for gone in (papers.REFERENCE, papers.THANKS, "Under review"):
        assert gone not in text
    said = split(text)
    found = [papers.sentence(name, n) in said for name, _ in papers.SECTIONS for n in range(5)]
    assert sum(found) >= 0.95 * len(found)


def test_a_japanese_pdf_in_columns() -> None:
    paper = read_pdf((DATA / "ja.pdf").read_bytes()).paper
    assert paper.title == "日本語モデルの4ビット量子化"
    assert [p.title for p in paper.parts] == ["Abstract", "1 はじめに", "2 手法", "3 結果"]
    assert "正答率は42.5%から39.4%に下がった。" in split(to_text(paper)[0])
    assert "感謝" not in to_text(paper)[0]
    assert "例の著者" not in to_text(paper)[0]


def test_the_stamp_of_arxiv_names_the_paper_and_is_no_text() -> None:
    page = [("arXiv:2611.01234v2 [cs.CL] 9 Nov 2026", 20.0), ("A Title of Some Length", 17.0)]
    paper = layout.paper_of([[*page, ("Some words that are the text of the paper.", 10.0)]])
    assert paper.arxiv_id == "2611.01234"
    assert paper.title == "A Title of Some Length"
    assert "arXiv" not in to_text(paper)[0]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (b"GIF89a" + b"\0" * 500, "no PDF"),
        (b"%PDF-1.7\n" + b"\0" * 15_000_001, "larger than 15 MB"),
        (b"%PDF-1.7\n%%EOF", "broken"),
        (papers.pdf([[("words", 10.0)]])[:150], "broken"),
        ((DATA / "locked.pdf").read_bytes(), "password"),
        (papers.pdf([[]] * 3, picture_only=True), "holds no text"),
    ],
    ids=["empty", "html", "gif", "large", "hollow", "cut", "locked", "scanned"],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(body: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words) as told:
        read_pdf(body)
    assert told.value.hint


def _chars_or_refusal(body: bytes) -> int | str:
    try:
        return read_pdf(body).paper.chars
    except SourceError as error:
        return error.hint


def test_a_cut_pdf_is_read_as_far_as_it_goes_or_refused() -> None:
    whole_file = papers.pdf_of_paper(2)
    for share in (0.3, 0.6, 0.9, 0.99):
        assert _chars_or_refusal(whole_file[: int(len(whole_file) * share)])


def test_a_reader_that_hangs_or_dies_costs_only_its_file() -> None:
    some = papers.pdf([[("words", 10.0)]])
    with pytest.raises(SourceError, match="more than 1 s"):
        read_pdf(some, reader="http.server", seconds=1.0)
    with pytest.raises(SourceError, match="ended its reader"):
        read_pdf(some, reader="digest.no_such_module")


def test_a_bomb_of_a_stream_ends() -> None:
    import zlib

    packed = zlib.compress(b"BT /F1 10 Tf (bomb) Tj ET\n" * 2_000_000, 9)
    bomb = papers.pdf([[("words of a page that stay", 10.0)]])
    marked = bomb.replace(b"/Length", b"/Filter /FlateDecode /Length", 1)
    start = marked.index(b"stream\n") + 7
    end = marked.index(b"\nendstream")
    began = time.monotonic()
    assert _chars_or_refusal(marked[:start] + packed + marked[end:])
    assert time.monotonic() - began < 60


def test_what_is_a_pdf() -> None:
    assert is_pdf(b"%PDF-1.4 ...")
    assert is_pdf(b"junk\n%PDF-1.4")
    assert is_pdf(b"\x00", "application/pdf")
    assert not is_pdf(b"<html>", "application/pdf")
    assert not is_pdf(b"words")


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://arxiv.org/abs/2611.01234v3", "https://arxiv.org/html/2611.01234"),
        ("https://huggingface.co/papers/2611.01234", "https://arxiv.org/html/2611.01234"),
        (
            "https://aclanthology.org/2026.acl-long.12/",
            "https://aclanthology.org/2026.acl-long.12.pdf",
        ),
        ("https://openreview.net/forum?id=aB-c_1", "https://openreview.net/pdf?id=aB-c_1"),
        ("https://papers.example/some.pdf", "https://papers.example/some.pdf"),
        ("http://sample.localhost/abs/2611.90001v1", ""),
        ("https://journal.example/paper/1", ""),
        ("http://[bad", ""),
    ],
)
def test_where_a_paper_lies_whole(url: str, place: str) -> None:
    found = addresses(Article(url=url, kind="paper", external_id=""))
    assert (found[0] if found else "") == place
    assert addresses(Article(url=url, kind="article")) == ()


def test_the_html_is_taken_first() -> None:
    fetch = FakeFetch({HTML: papers.latexml()})
    read = whole(fetch, ABSTRACT)
    assert [url for url, _, _ in fetch.asked] == [HTML]
    assert read.text_origin == "paper"
    assert HTML in read.note
    assert read.text_chars == len(read.text) > 10_000
    assert read.id == 7


def test_the_pdf_where_there_is_no_html() -> None:
    answer = Response(PDF, 200, {"content-type": "application/pdf"}, papers.pdf_of_paper(2))
    fetch = FakeFetch({HTML: BadStatus(HTML, 404, "No HTML."), PDF: answer})
    read = whole(fetch, ABSTRACT)
    assert read.text_origin == "paper"
    assert PDF in read.note
    assert headings(read.text)[0] == "1 Introduction"


def test_where_only_the_abstract_can_be_had_the_paper_says_so() -> None:
    read = whole(FakeFetch({}), ABSTRACT)
    assert read.text == ABSTRACT.text
    assert read.text_origin == "feed"
    assert read.note.startswith(ABSTRACT_ONLY)
    assert "404" in read.note


def test_what_is_read_whole_is_not_lacking(db: Database) -> None:
    fields = {"url": ABSTRACT.url, "kind": "paper", "text": ABSTRACT.text}
    before = stored(db, 1, **fields)
    other = stored(db, 2)
    assert lacking([before, other]) == [before]
    read = whole(FakeFetch({HTML: papers.latexml()}), before)
    kept, outcome = articles.save(db, read)
    assert outcome == "updated"
    assert lacking([kept, other]) == []
    again, outcome = articles.save(db, replace(before, note=""))  # the feed comes again
    assert outcome == "unchanged"
    assert again.text == read.text
