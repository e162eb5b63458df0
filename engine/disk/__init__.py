"""Disk: what one flow keeps in its file, brought there by a thread of its own, and what is done when the disk fails."""
