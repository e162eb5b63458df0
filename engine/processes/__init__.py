"""Processes: the worker, and the supervisor that keeps one for each isolation group."""
