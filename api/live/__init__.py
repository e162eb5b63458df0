"""Live: what browsers are told as it happens."""
