"""Whether a build may be offered the Batch API: what is known of the chosen server."""

from __future__ import annotations

from sqlite_utils import Database

from digest.prompting import endpoint
from digest.settings import Settings
from llm import batch_prices
from storage import batches


def offered(db: Database, settings: Settings) -> bool | None:
    """True: it has one; False: it has none, or there is no model; None: nobody has asked yet."""
    if not settings.has_model:
        return False
    where = endpoint(settings, "article")
    if batch_prices.is_known(where):
        return True
    last = batches.last_status(db, where.server)
    return None if not last else last != "unsupported"
