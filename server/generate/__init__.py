"""Writes every file that is made from the models: the protocol's pages, schema and types, and the settings' pages.

It is a tool for contributors (``python -m server.generate``); nothing that runs imports it.
"""
