"""Replay: a flow run again, on its own journal or on recorded data."""
