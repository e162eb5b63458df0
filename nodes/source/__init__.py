"""Nodes that bring values and events in."""
