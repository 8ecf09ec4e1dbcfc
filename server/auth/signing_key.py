"""The key that signs our tokens: made on first run, readable by its owner only. It signs nothing itself."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.errors import ConfigurationError


def signing_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The P-256 key in ``path``, made if missing. Raises ``ConfigurationError`` for a file that is no such key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        text = _make(path)
    except OSError as error:
        raise ConfigurationError(f"The signing key {path} cannot be read: {error.strerror}.") from error
    try:
        key = serialization.load_pem_private_key(text, None)
    except ValueError as error:
        raise ConfigurationError(f"The signing key {path} is not a PEM key. Remove it to have one made.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise ConfigurationError(f"The signing key {path} is not on P-256. Remove it to have one made.")
    return key


def _make(path: Path) -> bytes:
    """Write a new key whole or not at all; where another process was faster, its key is the one."""
    text = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return path.read_bytes()
    finally:
        draft.unlink()
    return text
