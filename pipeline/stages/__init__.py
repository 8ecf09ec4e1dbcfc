"""The stages: typed steps, value in and value out, that know no neighbour, no socket and no SQL."""
