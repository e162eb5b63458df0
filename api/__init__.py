"""The server: HTTP, WebSocket, login, command line; the only place that knows all the others."""
