# What of aiobotocore is used.
from typing import Any

class AioConfig:
    def __init__(self, **given: Any) -> None: ...
