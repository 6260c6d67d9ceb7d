"""Files by hand: stored once, refused in words, from the command line and on the screen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlite_utils import Database

from digest.__main__ import main
from digest.errors import SourceError
from digest.filing import add_file
from digest.papers.whole import lacking
from storage import articles
from storage.database import connect
from tests import factories as make
from tests import papers
from tests.conftest import NOW
from tests.test_digest_documents import WORDS, mail

DATA = Path(__file__).parent / "data" / "papers"


def test_the_same_file_twice_is_one_article(db: Database) -> None:
    first = add_file(db, "m.eml", mail(WORDS), "読むべき", now=NOW)
    again = add_file(db, "other name.eml", mail(WORDS), "", now=NOW)
    assert first["articles"] == again["articles"]
    stored = articles.get(db, first["articles"][0]["id"])
    assert stored.memo == "読むべき"
    assert stored.text_origin == "file"
    assert articles.count(db) == 1


def test_a_paper_by_file_completes_its_abstract(db: Database) -> None:
    url = "https://arxiv.org/abs/2611.01234"
    abstract = make.article(db, 1, url=url, url_key="arxiv:2611.01234", kind="paper")
    stamped = [("arXiv:2611.01234v1 [cs.CL] 9 Nov 2026", 20.0), ("A Title of Some Length", 17.0)]
    text = [(f"This is sentence {n} of a paper that is whole.", 10.0) for n in range(40)]
    given = add_file(db, "x.pdf", papers.pdf([[*stamped, *text]]), "", now=NOW)
    stored = articles.get(db, abstract.id)
    assert given["articles"][0]["id"] == abstract.id
    assert "sentence 39" in stored.text
    assert lacking([stored]) == []


def test_a_file_that_cannot_be_read_stores_nothing(db: Database) -> None:
    with pytest.raises(SourceError, match="password"):
        add_file(db, "x.pdf", (DATA / "locked.pdf").read_bytes(), "", now=NOW)
    assert articles.count(db) == 0


def test_the_command_reads_files(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.eml").write_bytes(mail(WORDS))
    given = ["--home", str(home), "add", str(tmp_path / "letter.eml"), "--memo", "メモ", "--json"]
    assert main(given) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["job"] is None
    assert [one["title"] for one in document["articles"]] == ["今週のニュース"]
    db = connect(home / "digest.db")
    assert articles.get(db, document["articles"][0]["id"]).memo == "メモ"
    db.close()


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        ("none.pdf", "no web address", 2),
        (".", "folder", 2),
        ("e.txt", "empty", 1),
    ],
)
def test_the_command_refuses_in_words(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, words: str, code: int
) -> None:
    (tmp_path / "e.txt").write_bytes(b"")
    assert main(["--home", str(home), "add", str(tmp_path / name)]) == code
    assert words in capsys.readouterr().err
