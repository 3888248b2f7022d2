"""Figures kept in a file, that documents and charts are made from."""

import json
import os
import platform
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one part, and of when and where they are."""

    day: str
    machine: str
    figures: tuple[Figure, ...]


def save_figures(path: Path, title: str, figures: Iterable[Figure]) -> None:
    """Keep the figures of a part in a file, in place of earlier ones of it."""
    kept = _read(path) if path.exists() else {}
    kept[title] = {
        "day": time.strftime("%F"),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "figures": [asdict(figure) for figure in figures],
    }
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def is_saved(path: Path, title: str) -> bool:
    """Return whether there are figures of a part."""
    return title in _read(path)


def saved_figures(path: Path, title: str) -> Measured:
    """Return the figures of a part."""
    kept = _read(path)[title]
    figures = tuple(Figure(**it) for it in kept["figures"])
    return Measured(kept["day"], kept["machine"], figures)


def _read(path: Path) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(path.read_text())
    return kept
