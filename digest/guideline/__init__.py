"""A writer's own guideline: read, checked against a text, kept in versions (docs/guideline.md)."""
