import os
import socket
from pathlib import Path
from typing import Any

import pytest

from finder.generations import Generations
from finder.postcode_index import PostcodeIndex
from finder.settings import Settings


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Close the network, but for what a test serves on this machine itself."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1"}:
            raise AssertionError(f"a test reached for the network: {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)


@pytest.fixture(scope="session")
def postcodes_folder() -> Path:
    """Return the folder of the full index, which `make test` builds beforehand."""
    folder = Settings().data_dir / "postcodes"
    if not (folder / "current").exists():
        reason = "the postcode index is not built: run make postcodes"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def all_postcodes(postcodes_folder: Path) -> PostcodeIndex:
    """Return the index of every postcode in the isles."""
    generations = Generations(postcodes_folder)
    return PostcodeIndex(generations.folder_of(generations.live_name() or ""))
