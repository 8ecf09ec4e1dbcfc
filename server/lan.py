"""Under which addresses this machine is reached in its local networks. It sends nothing."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, ip_address

from server.hosts import is_private

TOWARDS = ("192.0.2.1", "192.168.255.254", "10.255.255.254", "172.31.255.254", "169.254.255.254")
"""One address of the Internet (of documentation, nobody's) and one of each private network: the way to each leads
through an address of ours."""


def addresses() -> list[str]:
    """This machine's private IPv4 addresses, the one of its way to the Internet first; empty where it has none."""
    found = dict.fromkeys(address for there in TOWARDS if (address := _ours(there)) is not None)
    return [str(address) for address in found if is_private(address) and not address.is_loopback]


def _ours(there: str) -> IPv4Address | None:
    """From which address a datagram to ``there`` would be sent; connecting a datagram socket sends none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((there, 9))
            address = ip_address(probe.getsockname()[0])
        except OSError:
            return None
    return address if isinstance(address, IPv4Address) else None
