"""Coroutines run to their end, in a thread where no other event loop runs.

A browser that another test of the same process left open has a loop of its own.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_Result = TypeVar("_Result")


def in_a_thread(call: Callable[..., _Result], *given: Any) -> _Result:
    """Return what a call returns in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call, *given).result()


def run(coroutine: Coroutine[Any, Any, _Result]) -> _Result:
    """Return what a coroutine returns."""
    return in_a_thread(asyncio.run, coroutine)
