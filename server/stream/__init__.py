"""A client of the capture socket: sends an audio file, survives breaks, and hands on every message of the server.

It imports nothing of the server but its protocol.
"""
