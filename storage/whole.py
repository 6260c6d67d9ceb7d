"""The columns of an article that is read whole: its own, and the terms of its source."""

from __future__ import annotations

# The limit of quotation that a person chose for the source, else the rights that it states.
WHOLE = (
    "articles.*, coalesce((SELECT coalesce((SELECT json_extract(setting.value, '$[1]')"
    " FROM json_each(s.settings) AS setting"
    " WHERE json_extract(setting.value, '$[0]') = 'quotation'), s.rights)"
    " FROM sources AS s WHERE s.id = articles.source_id), '') AS terms"
)
