"""Puts the tables of a postcode index where servers find them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from finder.errors import PostcodeIndexDamaged
from finder.generations import Generations
from finder.postcode_files import (
    CHECKSUMS,
    IndexManifest,
    Table,
    UnitTable,
    check_files,
    write_checksums,
)


def publish_index(
    tables: Mapping[str, Table], manifest: IndexManifest, generations: Generations
) -> None:
    """Write the tables beside the live index, look them through and make them live.

    `units` have full keys. The name of an index follows from all that it holds.
    """
    digest = hashlib.sha256(json.dumps(asdict(manifest)).encode())
    for table in tables.values():
        digest.update(table.keys.tobytes())
        digest.update(table.rows.tobytes())

    manifest_text = json.dumps(asdict(manifest), indent=1)

    def fill(folder: Path) -> None:
        for name, table in tables.items():
            if name == "units":
                UnitTable.of(table.keys, table.rows).save(folder)
            else:
                table.save(folder, name)
        (folder / "manifest.json").write_text(manifest_text, encoding="utf-8")
        write_checksums(folder)

    def is_whole(folder: Path) -> bool:
        try:
            check_files(folder)
            return (
                (folder / CHECKSUMS).exists()
                and (folder / "manifest.json").read_text("utf-8") == manifest_text
                and all(_is_stored(it, folder, name) for name, it in tables.items())
            )
        except (OSError, ValueError, PostcodeIndexDamaged):
            return False

    name = digest.hexdigest()[:16]
    generations.write(name, fill, is_whole)
    generations.activate(name)


def _is_stored(table: Table, folder: Path, name: str) -> bool:
    if name == "units":
        stored = UnitTable.open(folder).with_full_keys()
    else:
        stored = Table.open(folder, name, table.rows.dtype)
    return np.array_equal(stored.keys, table.keys) and np.array_equal(
        stored.rows, table.rows
    )
