# What of aioboto3 is used.
from contextlib import AbstractAsyncContextManager
from typing import Any

from aiobotocore.config import AioConfig

class Session:
    def __init__(self, *, region_name: str | None = None) -> None: ...
    def client(
        self, service_name: str, *, config: AioConfig, endpoint_url: str | None = None
    ) -> AbstractAsyncContextManager[Any]: ...
