"""Nodes that make values from values and events from events."""
