"""How long hostile input may take: far more than is needed, far less than a reader would wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Hold what is done to a time by the clock."""
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < seconds
