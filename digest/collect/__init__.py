"""Sources → entries: one file per kind of source."""
