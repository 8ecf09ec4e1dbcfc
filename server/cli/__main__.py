"""``python -m server.cli``: the same as ``adventure-art``. Nothing else."""

from server.cli import main

main()
