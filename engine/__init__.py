"""Runs flows: plan, inbox, passes, time, state, formula language, workers. No HTTP, no concrete node."""
