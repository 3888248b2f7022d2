"""Every knob of the service, read from the environment and checked at start."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings, each from a variable of its name with ``FINDER_`` before it."""

    model_config = SettingsConfigDict(env_prefix="FINDER_", frozen=True)

    data_dir: Path = Field(
        default=PROJECT / "data",
        description="The folder that holds postcodes/ and snapshots/.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description=(
            "Seals the addresses of searches. One or more keys, each 32 random bytes "
            "in URL-safe base64, parted by commas: the first seals, all unseal. "
            "The server refuses to start without it."
        ),
    )
    snapshot_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/]+",
        description=(
            "A snapshot folder on another machine, served as plain files. The server "
            "keeps the newest snapshot from there, and serves the last good one when "
            "it is out of reach."
        ),
    )
    snapshot_seconds: float = Field(
        default=5,
        ge=0.1,
        le=3600,
        description="How many seconds pass between two looks at FINDER_SNAPSHOT_URL.",
    )
    search_hours: float = Field(
        default=4,
        gt=0,
        le=24,
        description="How many hours the address of a search can be opened.",
    )
    service_name: str = Field(
        default="Find a Centre",
        min_length=1,
        max_length=60,
        description="The name at the top of every page.",
    )
