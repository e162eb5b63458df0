"""Migrations of the database, run at every start by `api.migrate`."""
