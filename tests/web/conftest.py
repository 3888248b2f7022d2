from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from finder.centres import Centre
from finder.settings import Settings
from finder.snapshot import SnapshotStore
from finder.web import create_app
from finder.web.sealed import new_key
from tests.builders import LEEDS, NOTTINGHAM, a_centre
from tests.web.page_checks import PageCheckingClient

SECRET_KEY = new_key()

MakeClient = Callable[..., FlaskClient]


# Tests ask more in a minute than anyone may, but for those of the limits.
UNLIMITED = {"limit_searches": "none", "limit_api": "none"}


def an_app(data_dir: Path, **settings: object) -> Flask:
    given = {"secret_key": SECRET_KEY, **UNLIMITED, **settings}
    app = create_app(Settings(data_dir=data_dir, **given))
    app.testing = False
    app.test_client_class = PageCheckingClient
    return app


@pytest.fixture
def data_dir(tmp_path: Path, postcodes_folder: Path) -> Path:
    """Return a data folder with every postcode and no listing yet."""
    (tmp_path / "postcodes").symlink_to(postcodes_folder.resolve())
    return tmp_path


@pytest.fixture
def client_of(data_dir: Path) -> MakeClient:
    """Return a maker of clients for a service that lists the given centres."""

    def make(centres: Iterable[Centre], *, demonstration: bool = True) -> FlaskClient:
        SnapshotStore(data_dir / "snapshots").publish(
            centres, sources=("a test",), demonstration=demonstration
        )
        return an_app(data_dir).test_client()

    return make


@pytest.fixture
def client(client_of: MakeClient) -> FlaskClient:
    """Return a client for a service that lists two supported centres."""
    return client_of(
        [
            a_centre("near", name="Example Near", location=NOTTINGHAM),
            a_centre(
                "far",
                name="Example Far",
                location=LEEDS,
                offers=("supported", "virtual"),
            ),
        ]
    )
