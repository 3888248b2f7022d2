"""How often something may be asked for, as whoever runs the service writes it."""

import re
from dataclasses import dataclass

UNLIMITED = "none"
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_RATE = re.compile(r"([1-9][0-9]{0,8}) per (second|minute|hour|day)")


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many requests in so many seconds."""

    most: int
    seconds: int


def read_rates(text: str) -> tuple[Rate, ...]:
    """Read rates such as ``600 per minute, 6000 per hour``; ``none`` is no limit.

    Raises `ValueError`.
    """
    if text.strip() == UNLIMITED:
        return ()
    return tuple(_read(part.strip()) for part in text.split(","))


def _read(text: str) -> Rate:
    found = _RATE.fullmatch(text)
    if found is None:
        raise ValueError(
            'write rates such as "600 per minute, 6000 per hour", or "none"'
        )
    return Rate(int(found[1]), _SECONDS[found[2]])
