"""Backup: a whole data folder as one file, taken while the server runs, consistent at one moment; and back again."""
