"""Everything that speaks HTTP or WebSocket, and the command line. Nothing imports it."""
