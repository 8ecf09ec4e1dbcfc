"""Addresses are claimed before anything is started, and what is wrong with them is said in words."""

from __future__ import annotations

import socket

import pytest

from pipeline.errors import ConfigurationError
from server.listening import claim


def test_a_free_port_is_claimed_and_can_be_listened_on() -> None:
    [made] = claim("127.0.0.1", 0)
    with made:
        made.listen()
        with socket.create_connection(made.getsockname()):
            pass


def test_every_address_of_a_name_gets_the_same_port() -> None:
    made = claim("localhost", 0)
    assert len({one.getsockname()[1] for one in made}) == 1
    for one in made:
        one.close()


def test_a_taken_port_is_said_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"127.0.0.1:{port} cannot be listened on: address already in use"):
            claim("127.0.0.1", port)
    for one in claim("127.0.0.1", port):
        one.close()


def test_an_address_of_another_machine_is_said_in_words() -> None:
    with pytest.raises(ConfigurationError, match=r"192\.0\.2\.1:0 cannot be listened on"):
        claim("192.0.2.1", 0)
