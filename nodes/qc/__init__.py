"""Nodes that judge laboratory results."""
