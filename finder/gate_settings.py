"""The settings of who may ask this service, by which name, and how often."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

from finder.rates import Rate, read_rates

Network = IPv4Network | IPv6Network


class GateSettings(BaseSettings):
    """A part of `Settings`."""

    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description=(
            "The names that the service answers to, parted by commas; .example.org "
            "stands for every name below it. Without it any name is answered."
        ),
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(),
        description=(
            "The addresses of your own proxies, parted by commas, such as 127.0.0.1 "
            "or 10.0.0.0/8. They alone are believed when they say for whom they ask."
        ),
    )
    limit_searches: Annotated[tuple[Rate, ...], NoDecode] = Field(
        default=read_rates("600 per minute, 6000 per hour"),
        description="How many searches on pages one address may make, or none.",
    )
    limit_api: Annotated[tuple[Rate, ...], NoDecode] = Field(
        default=read_rates("1200 per minute, 20000 per hour"),
        description="How much one address may ask the API and the feeds, or none.",
    )
    body_seconds: float = Field(
        default=10,
        gt=0,
        le=60,
        description="How many seconds the body of a request may take to come.",
    )
    redis_url: str | None = Field(
        default=None,
        pattern=r"^(rediss?|unix)://",
        description=(
            "The Redis in which several servers count requests together. Without it, "
            "or while it is gone, each worker counts alone."
        ),
    )

    @field_validator("hosts", mode="before")
    @classmethod
    def _read_hosts(cls, given: Any) -> Any:
        return tuple(it.lower() for it in _parts(given)) if _is_text(given) else given

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _read_networks(cls, given: Any) -> Any:
        return tuple(map(ip_network, _parts(given))) if _is_text(given) else given

    @field_validator("limit_searches", "limit_api", mode="before")
    @classmethod
    def _read_rates(cls, given: Any) -> Any:
        return read_rates(given) if _is_text(given) else given


def _is_text(given: Any) -> bool:
    return isinstance(given, str)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
