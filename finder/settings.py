"""Every knob of the service, read from the environment and checked at start."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from finder.colours import READABLE_CONTRAST, WHITE, contrast
from finder.gate_settings import GateSettings

PROJECT = Path(__file__).resolve().parent.parent


class Settings(GateSettings):
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
    stale_days: int | None = Field(
        default=None,
        ge=1,
        le=3650,
        description=(
            "After how many days without a new listing /readyz says that it is stale."
        ),
    )
    unreachable_minutes: int | None = Field(
        default=None,
        ge=1,
        le=525_600,
        description=(
            "After how many minutes without an answer from FINDER_SNAPSHOT_URL "
            "/readyz says that it is out of reach."
        ),
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning",
        description=(
            "How much is logged, as lines of JSON on standard error: debug, info (a "
            "line for every request), warning or error."
        ),
    )
    metrics: bool = Field(
        default=False,
        description=(
            "Whether /metrics serves counts for Prometheus. Several workers also need "
            "PROMETHEUS_MULTIPROC_DIR, an empty folder of their own."
        ),
    )
    search_hours: float = Field(
        default=4,
        gt=0,
        le=24,
        description="How many hours the address of a search can be opened.",
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/]+$",
        description=(
            "The address at which everyone reaches the service, such as "
            "https://centres.example.org, for search engines and copied links. "
            "Without it each page names itself by its path alone."
        ),
    )
    service_name: str = Field(
        default="Find a Centre",
        min_length=1,
        max_length=60,
        description="The name at the top of every page.",
    )
    brand_colour: str = Field(
        default="#0d4f4c",
        pattern=r"^#[0-9a-fA-F]{6}$",
        description=(
            "The colour of the header, buttons and icon, as #rrggbb; dark enough "
            "that white reads on it."
        ),
    )
    logo: Path | None = Field(
        default=None,
        description=(
            "An SVG or PNG file of at most 20 KB, shown on the brand's colour at "
            "the top of every page in place of the name."
        ),
    )
    keeper_name: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        description="Who keeps this service, named at the foot of every page.",
    )
    keeper_email: str | None = Field(
        default=None,
        pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
        description="Where visitors report a mistake in the listing.",
    )
    helpline_name: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        description=(
            "The keeper's own helpline, named at the foot of every page. Set with "
            "FINDER_HELPLINE_TELEPHONE."
        ),
    )
    helpline_telephone: str | None = Field(
        default=None,
        pattern=r"^\+?[0-9][0-9 ]{2,19}$",
        description="Its number. Set with FINDER_HELPLINE_NAME.",
    )

    @field_validator("brand_colour")
    @classmethod
    def _white_reads_on_it(cls, colour: str) -> str:
        found = contrast(colour, WHITE)
        if found < READABLE_CONTRAST:
            raise ValueError(
                f"white text on {colour} has a contrast of {found:.1f} to 1, and "
                f"{READABLE_CONTRAST} is needed: choose a darker colour"
            )
        return colour

    @model_validator(mode="after")
    def _helpline_is_whole(self) -> Self:
        if (self.helpline_name is None) != (self.helpline_telephone is None):
            raise ValueError(
                "set both FINDER_HELPLINE_NAME and FINDER_HELPLINE_TELEPHONE or none"
            )
        return self
