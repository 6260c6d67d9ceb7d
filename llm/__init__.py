"""One door to any OpenAI-compatible model server."""
