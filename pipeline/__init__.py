"""The product's heart: from frames of speech to scenes. It knows no HTTP, no SQL and no vendor."""
