"""A real S3 server for the tests: OpenStack Swift with its S3 middleware, as a process that can be killed and started.

    with s3_server(folder) as storage:
        storage.make_bucket("pictures")

It needs Linux and a file system with extended attributes; where the given folder has none, others are tried.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parents[1]
KEY, SECRET, REGION = "test:tester", "only-for-tests-0123456789", "us-east-1"


class NoAttributesError(Exception):
    """The folder's file system keeps no extended attributes, where Swift keeps what it knows of an object."""


@dataclass
class ObjectStorage:
    """One server. ``stop`` kills it; ``start`` starts it again at the same address with what it had."""

    folder: Path
    port: int = 0
    region: str = REGION
    _process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            # Its library for green threads is deprecated, and says so.
            [sys.executable, "-W", "ignore", "-m", "harness.s3_process", str(self.folder), str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(TESTS)},
            # Ctrl-C is for whoever started us; it ends with its standard input.
            start_new_session=True,
        )
        assert self._process.stdout is not None
        said = self._process.stdout.readline().strip()
        if not said.isdecimal():
            self.stop()
            if said == "xattr":
                raise NoAttributesError(str(self.folder))
            raise RuntimeError(f"The object storage did not start: {said}")
        self.port = int(said)

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What boto and the product read."""
        return {
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": REGION,
            # Else boto looks for a machine of Amazon's around it.
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    @contextmanager
    def looking(self) -> Iterator[Any]:
        """boto's own client, for arranging and looking."""
        # It takes a while, and every test run imports this module.
        import boto3
        from botocore.config import Config

        client: Any = boto3.client(  # pyright: ignore[reportUnknownMemberType]
            "s3",
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            config=Config(signature_version="s3v4"),
        )
        with contextlib.closing(client):
            yield client

    def make_bucket(self, name: str) -> None:
        with self.looking() as client:
            client.create_bucket(Bucket=name)

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        """Every key that can be read."""
        with self.looking() as client:
            found = client.list_objects_v2(Bucket=bucket, Prefix=prefix)
            return [one["Key"] for one in found.get("Contents", ())]

    def unfinished(self, bucket: str, prefix: str = "") -> list[str]:
        """The keys of uploads in parts that were begun."""
        with self.looking() as client:
            found = client.list_multipart_uploads(Bucket=bucket, Prefix=prefix)
            return [one["Key"] for one in found.get("Uploads", ())]


@contextmanager
def s3_server(folder: Path, port: int = 0) -> Iterator[ObjectStorage]:
    """A server for as long as the block lasts; it keeps its objects below ``folder``, if it can."""
    with contextlib.ExitStack() as stack:
        for place in (folder, Path("/var/tmp"), Path.home()):
            below = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="s3-", dir=place)))
            storage = ObjectStorage(below, port)
            stack.callback(storage.stop)
            try:
                storage.start()
            except NoAttributesError:
                continue
            yield storage
            return
        raise NoAttributesError("No folder's file system keeps extended attributes.")


@contextmanager
def s3_server_or_skip(folder: Path) -> Iterator[ObjectStorage]:
    """The same for a test, which is skipped where there can be none, except in continuous integration."""
    if not sys.platform.startswith("linux"):
        pytest.skip("the object storage for tests runs on Linux only")
    with contextlib.ExitStack() as stack:
        try:
            storage = stack.enter_context(s3_server(folder))
        except NoAttributesError as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"{error} The object storage for tests needs them.")
        yield storage
