"""All tables of the database: what migrations are compared with."""

from sqlmodel import SQLModel

from api.store import tables as api_tables
from flows.store import tables as flow_tables

TABLES = (api_tables, flow_tables)
"""Importing them is what registers their tables."""

METADATA = SQLModel.metadata
