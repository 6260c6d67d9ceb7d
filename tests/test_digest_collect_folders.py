"""Folders against what nobody should put there: each file is kept or told, and the good one stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digest.collect import Collected, collect
from digest.identity import to_article
from digest.text import TEXT_CHARS, TITLE_CHARS, clean
from storage.records import Source
from tests.conftest import NOW
from tests.fakes_fetch import FakeFetch
from tests.test_digest_collect_hostile import BODIES, MARKUP

GOOD = "# A good file\n\nIts text is long enough to be kept as an article of its own."
MAIL = "From: Ann <a@b.example>\nSubject: {}\nDate: {}\nContent-Type: text/html; charset={}\n\n{}"
ENOUGH = "<p>The text of the mail is long enough to be read by somebody.</p>"
FILES: dict[str, str | bytes] = {
    "markup.txt": f"{MARKUP}\n\n{MARKUP}",
    "markup.html": f"<html><title>{MARKUP}</title><article><p>{MARKUP} {GOOD}</p></article></html>",
    "markup.md": f"---\ntitle: {MARKUP}\n---\n\n# {MARKUP}\n\n{GOOD}",
    "long.txt": "長い題名" * 2500 + "\n\n" + "長い本文。" * 100_000,
    "long.eml": MAIL.format("長い題名" * 2500, "", "utf-8", ENOUGH * 20_000),
    "bidi.md": "# \u202egpj.exe\u2066 x\u200b\n\n\u202eabc\u2069 and more words of the text",
    "controls.txt": "a\x07b\x1b[31mred\x7f and the words that are to be kept",
    "1900.eml": MAIL.format("Old", "Mon, 1 Jan 1900 00:00:00 +0000", "utf-8", ENOUGH),
    "2099.eml": MAIL.format("Later", "Thu, 31 Dec 2099 23:59:59 +0000", "utf-8", ENOUGH),
    "nonsense.eml": MAIL.format("Some day", "yesterday", "klingon", ENOUGH),
    "untitled.eml": MAIL.format("", "", "utf-8", ENOUGH),
    "links.eml": MAIL.format(
        "Links",
        "",
        "utf-8",
        ENOUGH + "<a href='javascript:alert(1)'>a</a><a href='data:text/html,x'>b</a>"
        "<a href='file:///etc/passwd'>c</a><a href='https://u:hunter2@e.example/'>d</a>",
    ),
    "links.html": "<base href='javascript:alert(1)//'><link rel=canonical href='file:///etc/passwd'>"
    f"<title>t</title><article><p>{GOOD}</p><a href='https://u:hunter2@e.example/'>d</a></article>",
    "charset.eml": MAIL.format("Kana", "", "us-ascii", "").encode()
    + "<p>日本語の本文が、宣言と違う文字コードで入っています。</p>".encode("cp932"),
    "no-such-kind.xyz": "words",
}  # fmt: skip
ALL = {
    **FILES,
    **{
        f"{name.replace(' ', '-')}.{suffix}": body
        for name, body in BODIES.items()
        for suffix in ("txt", "html", "md", "pdf", "eml")
    },
}


def put(folder: Path, name: str, body: str | bytes) -> None:
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    (folder / name).write_bytes(content)


def read(folder: Path, kind: str) -> Collected:
    return collect(FakeFetch({}), Source(id=1, url=folder.as_uri(), kind=kind), now=NOW)


def check(found: Collected, folder: Path) -> None:
    for entry in found.entries:
        assert entry.url.startswith(("file:", "mail:", "http://", "https://"))
        assert str(folder) not in json.dumps([entry.url, entry.external_id, *entry.links])
        assert 0 < len(entry.title) <= TITLE_CHARS
        assert len(entry.text) <= TEXT_CHARS + 1
        for text in (entry.title, entry.text, *entry.authors, *entry.links):
            assert clean(text) == text
        assert all(link.startswith(("http://", "https://")) for link in entry.links)
        assert to_article(entry, 1, now=NOW).week <= "2026-W47"
    told = json.dumps([found.notes, [e.links for e in found.entries]])
    assert "hunter2" not in told
    assert "javascript:" not in told
    assert len({entry.url for entry in found.entries}) == len(found.entries)
    Collected.from_plain(json.loads(json.dumps(found.to_plain())))


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_bad_file_is_kept_or_told_and_the_good_one_stays(tmp_path: Path, name: str) -> None:
    mails = name.endswith(".eml")
    good = MAIL.format("A good file", "", "utf-8", ENOUGH) if mails else GOOD
    put(tmp_path, "z-good.eml" if mails else "z-good.md", good)
    put(tmp_path, name, ALL[name])
    found = read(tmp_path, "mail" if mails else "file")
    check(found, tmp_path)
    assert found.source.error == ""
    assert any(entry.title == "A good file" for entry in found.entries), "the good one is lost"
    if name != "no-such-kind.xyz":  # not of a kind that the folder is watched for
        assert len(found.entries) == 2 or any(name in note for note in found.notes), found.notes


@pytest.mark.parametrize("kind", ["file", "mail"])
def test_a_folder_of_everything_gives_what_can_be_read(tmp_path: Path, kind: str) -> None:
    for name, body in FILES.items():
        put(tmp_path, name, body)
    found = read(tmp_path, kind)
    check(found, tmp_path)
    assert found.source.error == ""
    mails = sum(name.endswith(".eml") for name in FILES)
    expected = mails if kind == "mail" else len(FILES) - 1
    refused = [note for note in found.notes if "was not read" in note]
    assert len(found.entries) + len(refused) == expected
    assert len(refused) <= 1


def test_dates_of_mails_that_cannot_be_are_none(tmp_path: Path) -> None:
    for name in ("1900.eml", "2099.eml", "nonsense.eml"):
        put(tmp_path, name, FILES[name])
    years = {
        e.title: e.published_at and e.published_at.year for e in read(tmp_path, "mail").entries
    }
    assert years == {"Old": None, "Later": 2099, "Some day": None}
