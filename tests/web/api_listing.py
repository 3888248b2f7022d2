"""An application for tests that only read: made once for all of a module's."""

from collections.abc import Sequence
from pathlib import Path

from flask import Flask

from finder.centres import Centre
from finder.snapshot import SnapshotStore
from tests.builders import LEEDS, NOTTINGHAM, a_centre
from tests.web.conftest import an_app


def an_app_that_lists_two(folder: Path, postcodes_folder: Path) -> Flask:
    """Return an application that lists a centre in Nottingham and one in Leeds."""
    near = a_centre("near", name="Example Near", location=NOTTINGHAM)
    far = a_centre(
        "far", name="Example Far", location=LEEDS, offers=("supported", "virtual")
    )
    return an_app_that_lists([near, far], folder, postcodes_folder)


def an_app_that_lists(
    centres: Sequence[Centre], folder: Path, postcodes_folder: Path
) -> Flask:
    """Return an application that lists these, with a folder of its own."""
    (folder / "postcodes").symlink_to(postcodes_folder.resolve())
    SnapshotStore(folder / "snapshots").publish(
        centres, sources=("a test",), demonstration=True
    )
    return an_app(folder)
