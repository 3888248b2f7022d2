"""The second line of defence of the logs: what must not be in them is taken out.

Nothing is meant to reach it. Should a library quote its input all the same, no
postcode, position or sealed address goes on. It would rather take too much.
"""

import re
from collections.abc import Mapping
from typing import Any

REMOVED = "[removed]"

# What parts the halves of a postcode, as typed and as addresses escape it.
_PARTED = r"(?:[\s+_.,:;/\\'\"()*\[\]-]|%[0-9A-Fa-f]{2}|&\w+;)"
_OUTWARD = r"(?<![0-9A-Za-z])(?:%20|%2B)?[A-Za-z]{1,2}[0-9][0-9A-Za-z]?"
_FORBIDDEN = re.compile(
    "|".join(
        [
            # A full postcode, run together or parted.
            rf"{_OUTWARD}{_PARTED}{{0,6}}[0-9][A-Za-z]{{2}}(?![0-9A-Za-z])",
            # A postcode that was not finished: all but its last letters.
            rf"{_OUTWARD}{_PARTED}{{1,6}}[0-9][A-Za-z]?(?![0-9A-Za-z])",
            # Two decimals of a degree are a kilometre. No version numbers. Digits
            # are taken once ({2,}+), or thousands would be looked through anew each.
            r"(?<![\d.])-?\d{1,3}\.\d{2,}+(?![\d.]*\.\d)",
            # Sealed addresses, and whatever else is as long and as dense.
            r"sealed-[\w=-]*",
            r"[\w=-]{60,}",
        ]
    )
)


def scrubbed(value: Any) -> Any:
    """Return a value without anything that looks like a place or a sealed address."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(name): scrubbed(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [scrubbed(part) for part in value]
    clean = _FORBIDDEN.sub(REMOVED, str(value))
    return value if isinstance(value, float) and clean == str(value) else clean
