"""Passes: a plan, what comes in, in which order it is judged; the deterministic heart of a flow."""
