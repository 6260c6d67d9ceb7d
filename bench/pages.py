"""Pages behind feeds read and extracted by a collect job: pages a second, and peak memory.

    python bench/pages.py FOLDER [--pages 5000] [--entries 100]

FOLDER as for bench/extraction.py; its pages are served from loopback again and again, each time at
another address, behind feeds of teasers. Ours is the whole job (fetch, extraction in two helper
processes, storing with the search index). peak_mb is the most memory that the process and its
helpers held together at one time, pages that they share counted once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.collect import served, watched  # noqa: E402
from bench.extraction import SETS  # noqa: E402
from storage import articles, runs, sources  # noqa: E402
from storage.database import connect  # noqa: E402
from storage.records import Source  # noqa: E402


def laid_out(origin: Path, folder: Path) -> list[str]:
    """Write every page of the sets as a file; their names."""
    names = []
    for label, (read, _) in SETS.items():
        for number, page in enumerate(read(origin / label)):
            names.append(f"{label}-{number}.html")
            (folder / names[-1]).write_bytes(page.body)
    return names


def teasers(folder: Path, names: list[str], pages: int, entries: int) -> list[str]:
    """Write feeds with teasers of so many pages in all; their names."""
    made = []
    for first in range(0, pages, entries):
        items = "".join(
            f"<item><title>Page {n}</title><description>Teaser {n}.</description>"
            f"<link>/{names[n % len(names)]}?n={n}</link></item>"
            for n in range(first, min(first + entries, pages))
        )
        made.append(f"{first}.xml")
        head = f"<title>Feed {first}</title>"
        xml = f'<rss version="2.0"><channel>{head}{items}</channel></rss>'
        (folder / made[-1]).write_text(xml, encoding="utf-8")
    return made


def collected(home: Path, urls: list[str]) -> dict[str, Any]:
    """What one job did with these feeds."""
    db = connect(home / "digest.db")
    for url in urls:
        sources.add(db, Source(url=url, added_at=datetime.now(UTC)))
    env = os.environ | {"DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1", "DIGEST_FULL_TEXT": "1"}
    command = [sys.executable, "-m", "digest", "--home", str(home), "collect", "--json"]
    result, peak = watched(command, env)
    run = runs.find(db, result["job"])
    assert run is not None
    assert run.created_at is not None
    assert run.updated_at is not None
    shown = {
        "entries": articles.count(db),
        "pages_with_text": result["pages"],
        "failed": result["failed"],
        "seconds": round((run.updated_at - run.created_at).total_seconds(), 1),
        "peak_mb": peak,
    }
    db.close()
    return shown


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--entries", type=int, default=100)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        files, home = Path(name) / "files", Path(name) / "home"
        files.mkdir()
        names = laid_out(args.folder, files)
        feeds = teasers(files, names, args.pages, args.entries)
        with served(files, 0.0) as base:
            shown = collected(home, [f"{base}/{feed}" for feed in feeds])
    shown["pages_per_second"] = round(args.pages / shown["seconds"], 1)
    print(json.dumps({"different_pages": len(names)} | shown, indent=1))


if __name__ == "__main__":
    main()
