"""The server's tables and the only code that asks them: one file a noun."""
