"""Settings of a source: what its kind needs and its URL cannot hold. SETTINGS is all there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from digest.collect.collected import Collected
from digest.collect.watch import check_selector
from digest.errors import UsageError
from digest.rights import check_policy
from storage.records import Source

MAX_CHARS = 500


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: for which kinds (none: for every kind), and what its value must be."""

    kinds: tuple[str, ...]
    check: Callable[[str], None]  # raises UsageError


def _check_points(value: str) -> None:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise UsageError(f"{value[:40]!r} is no number of points.", "Give a number like 50.")


def _check_pattern(value: str) -> None:
    if not value.strip("*/ "):
        raise UsageError(
            f"The pattern {value!r} fits every link.", "Write one like /news/* or /blog/2026."
        )


SETTINGS: Mapping[str, Setting] = {
    "points": Setting((), _check_points),
    "selector": Setting(("page",), check_selector),
    "pattern": Setting(("page",), _check_pattern),
    "quotation": Setting((), check_policy),
}
LATER = ("quotation",)  # what is done with entries later: nothing is read anew for it


def checked(kind: str, chosen: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Settings for a source of a kind, the empty ones left out. Raises UsageError."""
    kept: list[tuple[str, str]] = []
    for name, value in chosen.items():
        if not (value := value.strip()):
            continue
        if name not in SETTINGS or (SETTINGS[name].kinds and kind not in SETTINGS[name].kinds):
            raise UsageError(
                f"A source of kind {kind!r} has no setting {name!r}.",
                "`selector` and `pattern` are for pages, the others for every kind.",
            )
        if len(value) > MAX_CHARS:
            raise UsageError(f"The setting {name!r} is too long.", f"At most {MAX_CHARS}.")
        SETTINGS[name].check(value)
        kept.append((name, value))
    return tuple(kept)


def _read_by(settings: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(one for one in settings if one[0] not in LATER)


def asked_otherwise(source: Source, before: Source) -> bool:
    """Whether a source asks for something else than it did before."""
    return _read_by(source.settings) != _read_by(before.settings)


def configured(source: Source, chosen: Mapping[str, str]) -> Source:
    """The source with these settings in place of its own, to be read anew. Raises UsageError."""
    settings = checked(source.kind, chosen)
    if _read_by(settings) == _read_by(source.settings):
        return replace(source, settings=settings)
    fresh = replace(source, settings=settings, etag="", last_modified="", body_hash="")
    return replace(fresh, seen=(), due_at=None)


def with_enough_points(found: Collected) -> Collected:
    """Without the entries that have fewer points than the source's setting asks for."""
    least = dict(found.source.settings).get("points", "")
    if not (least.isascii() and least.isdigit()):
        return found
    kept = tuple(e for e in found.entries if e.points is None or e.points >= int(least))
    few = len(found.entries) - len(kept)
    if not few:
        return found
    told = f"{few} entries with fewer than {least} points were left out."
    return replace(found, entries=kept, notes=(*found.notes, told))
