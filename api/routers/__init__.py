"""Routes: one file a noun, each handler one call."""
