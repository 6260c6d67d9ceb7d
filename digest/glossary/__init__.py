"""The glossary: which terms issues use, and drafts of their definitions (docs/glossary.md)."""
