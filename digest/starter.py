"""The curated list that ships with the project: nothing of it is subscribed until chosen."""

from __future__ import annotations

import csv
from importlib.resources import files

from storage.records import Source


def starter_sources() -> tuple[Source, ...]:
    """The sources of starter.tsv (group, language, kind, title, url), in its order."""
    text = files("digest").joinpath("starter.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        Source(
            url=row["url"],
            kind=row["kind"],
            title=row["title"],
            language=row["language"],
            folder=row["group"],
        )
        for row in rows
    )
