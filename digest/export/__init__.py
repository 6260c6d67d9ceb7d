"""Issue → files: one file per format."""
