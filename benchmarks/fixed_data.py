"""A data folder that stays as it is while something is measured."""

from pathlib import Path

from benchmarks.real_postcodes import NothingBuilt
from finder.generations import Generations

UNLIMITED = {"FINDER_LIMIT_SEARCHES": "none", "FINDER_LIMIT_API": "none"}


def fixed_settings(data_dir: Path, folder: Path, key: str) -> dict[str, str]:
    """Return settings for the live data as it is now, whatever is published next.

    The folder then has links to it, and takes further snapshots of its own.
    """
    for kind in ("postcodes", "snapshots"):
        live = Generations(data_dir / kind).live_name()
        if live is None:
            raise NothingBuilt(kind)
        (folder / kind).mkdir()
        (folder / kind / live).symlink_to((data_dir / kind / live).resolve())
        Generations(folder / kind).activate(live)
    return {"FINDER_DATA_DIR": str(folder), "FINDER_SECRET_KEY": key, **UNLIMITED}
