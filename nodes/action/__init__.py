"""Nodes that send something out."""
