"""集める: the sources."""
