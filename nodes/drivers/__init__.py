"""Drivers: the only place that knows the libraries of the protocols."""
