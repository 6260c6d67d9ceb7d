"""Story → summary: templates by kind of story, and the extractive default."""
