"""Outbox: what leaves a flow, in order and after it is on disk."""
