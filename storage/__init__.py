"""The nouns of the workbench and where they are kept (SQLite through sqlite-utils)."""
