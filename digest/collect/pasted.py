"""A text that a person pasted, for an address that no program can read. Pure."""

from __future__ import annotations

from dataclasses import replace

from digest.collect.collected import Collected
from digest.collect.entries import finish
from digest.collect.parsed import Draft
from digest.collect.x import post_entry, post_id
from digest.errors import UsageError
from digest.text import TEXT_CHARS, clean, one_line
from storage.records import Source

_TITLE = 200


def pasted(url: str, text: str) -> Collected:
    """The article that an address and its pasted text are. Raises UsageError for no text."""
    words = clean(text).strip()
    if not words:
        raise UsageError("The pasted text is empty.", "Paste the text of the article or post.")
    if post_id(url):
        entry = post_entry(url, words)
    else:
        title, _, rest = words.partition("\n")
        body = rest.strip() or words
        draft = Draft(link=url, title=one_line(title, _TITLE), body=body, body_markup=False)
        (entry,), _ = finish([draft], url)
    cut = f"The text is longer than {TEXT_CHARS:,} characters: its beginning was kept."
    notes = (cut,) if len(words) > TEXT_CHARS else ()
    return Collected(Source(url=url, kind="page"), (replace(entry, origin="hand"),), notes=notes)
