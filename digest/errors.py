"""The error tree of the whole program.

    WorkbenchError            (storage/errors.py: message, hint, code)
    ├── StorageError          storage            digest.db or its folder cannot be used
    │   ├── DatabaseTooNew    database_too_new   written by a newer version
    │   ├── DatabaseUnusable  database_unusable  no database, locked, disk full
    │   ├── NotFound          not_found          no such source, article, week, prompt
    │   └── EngineError       engine             the job engine cannot be reached
    │       └── WorkerBusy    worker_busy        another process is home of this workbench
    ├── LLMError              llm                (llm/errors.py) a call gave no usable answer
    │   ├── LLMSystemic       llm_systemic       refused key, no quota, no server, no model
    │   └── BudgetExceeded    budget             the job's hard limit is reached
    ├── FetchError            fetch              a URL could not be fetched
    │   ├── BadAddress        bad_address        no http(s) URL, or an address that is refused
    │   ├── Unreachable       unreachable        no such host, refused, timed out, TLS failed
    │   ├── BadStatus         bad_status         the server answered 4xx or 5xx
    │   ├── Disallowed        disallowed         robots.txt asks programs not to read the page
    │   ├── TooLarge          too_large          more bytes than the limit
    │   └── TooManyRedirects  redirects          a loop of redirects
    ├── SourceError           source             fetched, but not what its kind needs
    │   └── NotAFeed          not_a_feed         an HTML page or nonsense where a feed should be
    ├── UsageError            usage              a setting, option or file of the user is wrong
    ├── ExportError           export             a file could not be written
    └── JobFailed             job_failed         a job that was waited for did not end well

Anything outside this tree is a bug and crashes loudly.
"""

from __future__ import annotations

from llm.errors import BudgetExceeded, LLMError, LLMSystemic
from storage.errors import (
    DatabaseTooNew,
    DatabaseUnusable,
    EngineError,
    NotFound,
    StorageError,
    WorkbenchError,
    WorkerBusy,
)

__all__ = [
    "BadAddress",
    "BadStatus",
    "BudgetExceeded",
    "DatabaseTooNew",
    "DatabaseUnusable",
    "Disallowed",
    "EngineError",
    "ExportError",
    "FetchError",
    "JobFailed",
    "LLMError",
    "LLMSystemic",
    "NotAFeed",
    "NotFound",
    "SourceError",
    "StorageError",
    "TooLarge",
    "TooManyRedirects",
    "Unreachable",
    "UsageError",
    "WorkbenchError",
    "WorkerBusy",
]


class FetchError(WorkbenchError):
    """A URL could not be fetched."""

    code = "fetch"

    def __init__(self, url: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.url = url


class BadAddress(FetchError):
    """No http(s) URL, or an address that the guard refuses (private, loopback, ...)."""

    code = "bad_address"


class Unreachable(FetchError):
    """No such host, connection refused, timed out, or a certificate that does not hold."""

    code = "unreachable"


class BadStatus(FetchError):
    """The server answered 4xx or 5xx."""

    code = "bad_status"

    def __init__(
        self, url: str, status: int, message: str, hint: str = "", *, retry_after: float = 0.0
    ) -> None:
        super().__init__(url, message, hint)
        self.status = status
        self.retry_after = retry_after  # seconds that the server asks us to wait; 0: not said


class Disallowed(FetchError):
    """The site's robots.txt asks programs like this one not to read the page."""

    code = "disallowed"


class TooLarge(FetchError):
    """More (decoded) bytes than the limit."""

    code = "too_large"


class TooManyRedirects(FetchError):
    """Redirects that do not end."""

    code = "redirects"


class SourceError(WorkbenchError):
    """What was fetched is not what its kind of source needs."""

    code = "source"


class NotAFeed(SourceError):
    """An HTML page, an empty body, or nonsense where a feed should be."""

    code = "not_a_feed"


class UsageError(WorkbenchError):
    """A setting, option or file that the user gave is wrong."""

    code = "usage"


class ExportError(WorkbenchError):
    """An export could not be written."""

    code = "export"


class JobFailed(WorkbenchError):
    """A job ended without its result; the message is the job's own."""

    code = "job_failed"
