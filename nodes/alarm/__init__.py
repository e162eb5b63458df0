"""Nodes that raise alarms."""
