"""Takes the addresses to listen on before anything else is started. It accepts no connection."""

from __future__ import annotations

import os
import socket

from pipeline.errors import ConfigurationError


def claim(host: str, port: int) -> list[socket.socket]:
    """Bound sockets, one for each address of ``host``, all on one port; with port 0 a free one.

    Raises ``ConfigurationError`` in words for a person; nothing stays bound then.
    """
    sockets: list[socket.socket] = []
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in dict.fromkeys(places):
            taken = sockets[0].getsockname()[1] if sockets else port
            sockets.append(_bound(family, kind, protocol, (address[0], taken, *address[2:])))
    except OSError as error:
        for made in sockets:
            made.close()
        raise ConfigurationError(
            f"{host}:{port} cannot be listened on: {(error.strerror or type(error).__name__).lower()}. "
            "Stop the program that has it, or choose another address with --host and --port."
        ) from error
    return sockets


def _bound(family: int, kind: int, protocol: int, address: tuple[object, ...]) -> socket.socket:
    made = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made
