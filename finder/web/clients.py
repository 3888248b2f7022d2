"""For whom a request is: never as an address, which would name a home or an office."""

from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network

# What one household or office is given of the newer addresses, at the least.
_HOUSEHOLD_BITS = 64
_MARK_BYTES = 12


class ClientMarks:
    """Turns addresses into marks that tell clients apart and nothing else."""

    def __init__(self, secret: str) -> None:
        """Marks are the same wherever the secret is, and mean nothing without it."""
        self._key = blake2b(secret.encode(), person=b"client-marks").digest()

    def mark(self, address: str) -> str:
        """Return the mark of an address; an unreadable one is a client of its own."""
        household = _household(address).encode()
        return blake2b(household, key=self._key, digest_size=_MARK_BYTES).hexdigest()


def _household(address: str) -> str:
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address):
        if read.ipv4_mapped is not None:
            return str(read.ipv4_mapped)
        return str(ip_network((read.packed, _HOUSEHOLD_BITS), strict=False))
    return str(read)
