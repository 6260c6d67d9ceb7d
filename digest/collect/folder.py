"""Kinds `file` and `mail`: a folder of this machine, whose files are read when they change.

Links that lead out of the folder, hidden files, and what is no file (pipes, devices) are
passed over; a file that cannot be read is told in the notes and the others go on.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import url2pathname

from digest.collect.collected import Collected, Reading
from digest.collect.documents import MAX_BYTES, SUFFIXES, read_document
from digest.errors import SourceError, UsageError, WorkbenchError
from digest.fetch import Fetch
from digest.text import one_line
from storage.records import Entry, Source

MOST_FILES = 500  # in one check; the rest at the next
MOST_SEEN = 50_000
MOST_DEPTH = 10
MOST_NOTES = 20
THREADS = 3
_MAILS = (".eml",)


@dataclass(frozen=True, slots=True)
class Found:
    """A file below a folder. changed: seconds since 1970."""

    path: Path
    name: str  # below the folder, with slashes
    changed: float


def local_source(text: str, kind: str = "", title: str = "") -> Source | None:
    """The source that a path of this machine means; None for what is no path here.

    A folder is watched (`mail` where it holds nothing but .eml files); a PDF is one article.
    Raises UsageError for a file of another kind: `add` reads those.
    """
    path = Path(text).expanduser()
    try:
        if not text.strip() or "://" in text or not path.exists():
            return None
        path = path.resolve()
    except (OSError, ValueError):
        return None
    if path.is_dir():
        _refuse_root(path)
        return Source(url=path.as_uri(), kind=kind or _kind_of(path), title=title or path.name)
    if path.suffix.lower() == ".pdf":
        return Source(url=path.as_uri(), kind=kind or "pdf", title=title or path.stem)
    raise UsageError(f"{path.name} is a file.", "Read it with `add`, or give its folder.")


def _kind_of(folder: Path) -> str:
    listed, _ = _files(folder, SUFFIXES)
    return "mail" if listed and all(f.name.lower().endswith(_MAILS) for f in listed) else "file"


def _refuse_root(path: Path) -> None:
    if path == Path(path.anchor) or path == Path.home():
        raise UsageError(f"{path} is too much to watch.", "Give a folder made for this.")


def collect_folder(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """What changed in a folder of .html, .md, .pdf, .txt and .eml files.

    Raises SourceError where the folder is not there, UsageError for what is no folder's URL.
    """
    return _collect(source, SUFFIXES, now)


def collect_mail(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """What changed in a folder of .eml files. Raises as collect_folder."""
    return _collect(source, _MAILS, now)


def _collect(source: Source, suffixes: Sequence[str], now: datetime) -> Collected:
    folder = real_folder(source.url)
    listed, notes = _files(folder, suffixes)
    # One second: file systems round; a file that was copied in keeps its old date but not st_ctime.
    since = source.succeeded_at.timestamp() - 1 if source.succeeded_at else 0.0
    changed = sorted((f for f in listed if f.changed >= since), key=lambda f: f.changed)
    taken, left = changed[:MOST_FILES], changed[MOST_FILES:]
    done = datetime.fromtimestamp(taken[-1].changed, UTC) if left else now
    mark = hashlib.sha256(folder.as_posix().encode()).hexdigest()[:12]
    read, refused = _read(taken, mark)
    entries = tuple(entry for reading in read for entry in reading.entries)
    told = [note for reading in read for note in reading.notes]
    more = [f"{len(left)} more files are read at the next check."] if left else []
    checked = replace(
        source,
        title=source.title or folder.name,
        checked_at=now,
        succeeded_at=done,
        error="",
        error_code="",
        error_count=0,
    )
    words = _few([*more, *notes, *refused, *told])
    return Collected(checked, entries, unchanged=not taken, notes=words)


def _few(notes: Sequence[str]) -> tuple[str, ...]:
    more = len(notes) - MOST_NOTES
    return tuple(notes[:MOST_NOTES]) + ((f"... and {more} more notes.",) if more > 0 else ())


def _read(taken: Sequence[Found], mark: str) -> tuple[list[Reading], list[str]]:
    """(what was read, what was not and why), side by side: PDFs have processes of their own."""

    def one(found: Found) -> Reading | str:
        try:
            reading = read_document(found.name, read_file(found.path))
        except WorkbenchError as error:
            return f"{one_line(found.name, 200)} was not read: {error}"
        return replace(reading, entries=tuple(_named(e, found, mark) for e in reading.entries))

    with ThreadPoolExecutor(THREADS) as pool:
        done = list(pool.map(one, taken))
    return [r for r in done if isinstance(r, Reading)], [r for r in done if isinstance(r, str)]


def _named(entry: Entry, found: Found, mark: str) -> Entry:
    """A file keeps its address when its words change; the folder's own path is not told."""
    if not entry.url.startswith("file:"):
        return entry
    return replace(entry, url=f"file:{mark}/{quote(found.name)}")


def real_folder(url: str) -> Path:
    """The folder of a file: URL. Raises UsageError, SourceError."""
    path = _path(url)
    _refuse_root(path)
    if not path.is_dir():
        raise SourceError(f"There is no folder {path}.", "Was it moved, or a disk taken out?")
    return path


def real_file(url: str) -> Path:
    """The file of a file: URL. Raises UsageError, SourceError."""
    path = _path(url)
    if not path.is_file():
        raise SourceError(f"There is no file {path}.", "Was it moved, or a disk taken out?")
    return path


def _path(url: str) -> Path:
    try:
        parts = urlsplit(url)
        usable = parts.scheme == "file" and parts.netloc in ("", "localhost")
        path = Path(url2pathname(parts.path)) if usable and "%00" not in parts.path else None
    except ValueError:
        path = None
    if path is None or not path.is_absolute():
        raise UsageError(f"{one_line(url, 200)} is no folder.", "Add it by `sources add FOLDER`.")
    return path


def _files(folder: Path, suffixes: Sequence[str]) -> tuple[list[Found], list[str]]:
    """(the files with such names below a folder, what was passed over and why)."""
    found: list[Found] = []
    outside = 0
    for entry, depth in _entries(folder, 0):
        if entry.is_symlink():
            outside += not _within(entry.path, folder)
            continue
        named = entry.name.lower().endswith(tuple(suffixes))
        if depth <= MOST_DEPTH and named and entry.is_file(follow_symlinks=False):
            told = entry.stat(follow_symlinks=False)
            name = Path(entry.path).relative_to(folder).as_posix()
            found.append(Found(Path(entry.path), name, max(told.st_mtime, told.st_ctime)))
        if len(found) >= MOST_SEEN:
            return found, [f"Only the first {MOST_SEEN:,} files were looked at."]
    notes = [f"{outside} link(s) that lead out of the folder were passed over."] if outside else []
    return found, notes


def _entries(folder: Path, depth: int) -> Iterator[tuple[os.DirEntry[str], int]]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in listed:
        if entry.name.startswith("."):
            continue
        yield entry, depth
        if depth < MOST_DEPTH and entry.is_dir(follow_symlinks=False):
            yield from _entries(Path(entry.path), depth + 1)


def _within(path: str, folder: Path) -> bool:
    try:
        return Path(path).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a circle of links
        return False


def read_file(path: Path) -> bytes:
    """The bytes of a regular file of at most MAX_BYTES. Raises SourceError."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with open(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
            told = os.fstat(file.fileno())
            if not stat.S_ISREG(told.st_mode):
                raise SourceError(f"{path.name} is no file.", "Give a file, no device or pipe.")
            if told.st_size > MAX_BYTES:
                raise SourceError(
                    f"{path.name} is larger than {MAX_BYTES / 1e6:g} MB.", "Split it."
                )
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {error.strerror}.", "Check it.") from error
