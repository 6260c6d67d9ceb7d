"""A PDF's bytes → a Paper, read in a process of its own (pdf_process.py)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.errors import SourceError
from digest.papers.paper import Paper, Part

MAX_BYTES = 15_000_000
MAX_SECONDS = 45.0  # of the process, its start included
LEAST_CHARS = 20  # a page number and a stamp are no text
_READER = "digest.papers.pdf_process"
_ROOT = Path(__file__).resolve().parents[2]
_AGAIN = "Open it with a PDF reader; if that can, save it again and use the new file."


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF says."""

    paper: Paper
    pages: int
    author: str = ""


def is_pdf(body: bytes, content_type: str = "") -> bool:
    """Whether bytes are meant to be a PDF: the mark stands within the first 1,024 (ISO 32000)."""
    return b"%PDF-" in body[:1024] or (
        "application/pdf" in content_type and not body[:200].lstrip().startswith(b"<")
    )


def read_pdf(body: bytes, *, reader: str = _READER, seconds: float = MAX_SECONDS) -> PdfText:
    """Read a PDF of at most MAX_BYTES. Raises SourceError, which says what is wrong with it."""
    _refuse(body)
    told = _answer(body, reader, seconds)
    if told.get("error") == "password":
        raise SourceError(
            "The PDF is locked with a password.", "Save a copy without one, and use that."
        )
    if "paper" not in told:
        raise SourceError("The PDF is broken: it cannot be opened.", _AGAIN)
    paper, pages = _paper(told["paper"]), int(told["pages"])
    if paper.chars + len(paper.title) < LEAST_CHARS:
        raise SourceError(
            f"The PDF holds no text: its {pages} page(s) are pictures, perhaps scanned.",
            "Run text recognition (OCR) on it first, then use the new file.",
        )
    return PdfText(_with_cut(paper, pages, int(told["read"])), pages, str(told["author"]))


def _refuse(body: bytes) -> None:
    if not body.strip():
        raise SourceError("The PDF is empty.", "Download it again.")
    if len(body) > MAX_BYTES:
        raise SourceError(
            f"The PDF is larger than {MAX_BYTES / 1e6:g} MB.", "Split it, or save it smaller."
        )
    if b"%PDF-" not in body[:1024]:
        page = b"<html" in body[:2000].lower() or b"<!doctype" in body[:200].lower()
        what = "a web page" if page else "something else"
        raise SourceError(f"It is no PDF but {what}.", "Check the address or the file.")


def _answer(body: bytes, reader: str, seconds: float) -> dict[str, Any]:
    """What the process says. Raises SourceError where it hangs or dies."""
    environment = {k: v for k, v in os.environ.items() if "KEY" not in k and "TOKEN" not in k}
    try:
        done = subprocess.run(
            [sys.executable, "-m", reader],
            input=body,
            capture_output=True,
            timeout=seconds,
            cwd=_ROOT,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"The PDF took more than {seconds:g} s to read.", _AGAIN) from error
    if done.returncode:
        raise SourceError("The PDF could not be read: it ended its reader.", _AGAIN)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _paper(plain: dict[str, Any]) -> Paper:
    parts = tuple(
        Part(part["title"], tuple(part["paragraphs"]), part["role"]) for part in plain["parts"]
    )
    return Paper(**plain | {"parts": parts, "notes": tuple(plain["notes"])})


def _with_cut(paper: Paper, pages: int, read: int) -> Paper:
    if read >= pages:
        return paper
    from dataclasses import replace

    note = f"Of the PDF's {pages} pages the first {read} were read."
    return replace(paper, notes=(*paper.notes, note))
