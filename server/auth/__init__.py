"""Who is asking: tokens and local accounts."""
