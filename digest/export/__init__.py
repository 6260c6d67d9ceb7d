"""Digest → file. EXPORTERS is the visible list; docs/export.md says what each writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from digest.errors import UsageError
from digest.export.markdown import markdown
from digest.export.options import ExportedFile, ExportOptions
from digest.export.support import require, unsupported
from digest.export.zenn import zenn
from digest.issue import Issue

__all__ = ["EXPORTERS", "ExportOptions", "ExportedFile", "export", "unsupported"]

EXPORTERS: Mapping[str, Callable[[Issue, ExportOptions], tuple[ExportedFile, ...]]] = {
    "zenn": zenn,
    "markdown": markdown,
}


def export(issue: Issue, format_name: str, options: ExportOptions) -> tuple[ExportedFile, ...]:
    """The files of an issue.

    Raises UsageError for an unknown format or a bad option, ExportError for a text that cannot
    be exported, with options.supported also while a statement has no evidence.
    """
    exporter = EXPORTERS.get(format_name)
    if exporter is None:
        raise UsageError(f"There is no format {format_name!r}.", f"Use {' or '.join(EXPORTERS)}.")
    if options.supported:
        require(issue)
    return exporter(issue, options)
