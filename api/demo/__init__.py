"""The demo: a simulated plant over real protocols, and flows that run on it."""
