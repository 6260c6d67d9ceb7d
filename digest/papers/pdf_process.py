"""A process of its own that reads one PDF: bytes on stdin → JSON on stdout.

`python -m digest.papers.pdf_process` is started by pdf.py for every file, so that a crash, a
hang or a bomb in a C++ parser costs one file. It limits its own memory and processor time.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from typing import Any

MOST_PAGES = 400
MOST_LINES = 60_000
READ_SECONDS = 25.0  # of reading pages; then what is there is taken, and the cut is said
CPU_SECONDS = 60
MEMORY_BYTES = 2_000_000_000
PASSWORD = 4  # FPDF_ERR_PASSWORD

Line = tuple[str, float]  # text, size of its first letter in points (0: unknown)


def read(body: bytes) -> dict[str, Any]:
    """{"paper": Paper as plain values, "pages", "read"} or {"error": password | broken}."""
    import pypdfium2

    from digest.papers.layout import paper_of

    try:
        document = pypdfium2.PdfDocument(body)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        locked = code == PASSWORD or "password" in str(error).lower()
        return {"error": "password" if locked else "broken"}
    pages = _pages(document, min(count, MOST_PAGES))
    meta = document.get_metadata_dict()
    paper = paper_of(pages, str(meta.get("Title") or ""))
    return {
        "paper": asdict(paper),
        "pages": count,
        "read": len(pages),
        "author": str(meta.get("Author") or "")[:1000],
    }


def _pages(document: Any, count: int) -> list[list[Line]]:
    started, lines = time.monotonic(), 0
    out: list[list[Line]] = []
    for number in range(count):
        if time.monotonic() - started > READ_SECONDS or lines > MOST_LINES:
            break
        out.append(_lines(document, number))
        lines += len(out[-1])
    return out


def _lines(document: Any, number: int) -> list[Line]:
    """The lines of a page in the order of its content; [] for a page that cannot be read."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = document[number]
        words = page.get_textpage()
        text = words.get_text_range()
    except pypdfium2.PdfiumError:
        return []
    sized = words.count_chars() == len(text)
    out: list[Line] = []
    at = 0
    for line in text.split("\n"):
        start = at + len(line) - len(line.lstrip())
        size = raw.FPDFText_GetFontSize(words.raw, start) if sized and line.strip() else 0.0
        out.append((line.strip("\r"), round(float(size), 1)))
        at += len(line) + 1
    words.close()
    page.close()
    return out


def _bound() -> None:
    """Less memory and time for a bomb; Windows has no such limits, there only the clock ends it."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _bound()
    answer = json.dumps(read(sys.stdin.buffer.read()), ensure_ascii=True)
    sys.stdout.write(answer)
