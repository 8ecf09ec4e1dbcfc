"""One thin module per outside service and port. Nothing here knows the server."""
