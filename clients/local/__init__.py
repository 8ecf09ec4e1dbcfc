"""Engines and services that run on this machine, without a key and without a network."""
