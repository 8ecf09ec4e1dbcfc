"""What the settings choose, made: the database, the accounts, the storage, the ears and who pays.

Beside ``app.py`` and ``engines.py`` these are the only modules that name concrete clients.
"""
