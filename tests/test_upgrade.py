"""Two servers behind nginx, replaced one after the other while visitors search."""

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from finder.settings import PROJECT
from finder.snapshot import SnapshotStore
from tests.builders import a_centre, a_directory, a_postcode_index
from tests.serving import Serving, free_port, wait_until

NAME = "centres.example.org"
VISITORS = 4
# All of these visitors come from one address.
UNLIMITED = {"FINDER_LIMIT_SEARCHES": "none", "FINDER_LIMIT_API": "none"}
FORM = urlencode({"postcode": "NG1 5FS", "service": "supported"})
HEADERS = {"Host": NAME, "Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("upgrade")
    a_postcode_index(
        folder / "postcodes", a_directory(("NG1 5FS", 456830, 340065, "E06000018"))
    )
    SnapshotStore(folder / "snapshots").publish(
        [a_centre()], sources=("a test",), demonstration=True
    )
    return folder


def write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def write_configuration(folder: Path, port: int, servers: list[Serving]) -> Path:
    """Write the example that operators are given, with this test's ports and files."""
    write_certificate(folder)
    text = (PROJECT / "deploy" / "nginx.conf").read_text()
    changes = {
        f"/etc/letsencrypt/live/{NAME}": str(folder),
        "/var/log/nginx": str(folder),
        "/run/nginx.pid": str(folder / "nginx.pid"),
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "127.0.0.1:8001": f"127.0.0.1:{servers[0].port}",
        "127.0.0.1:8002": f"127.0.0.1:{servers[1].port}",
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "nginx.conf").write_text(text)
    return folder / "nginx.conf"


class Proxy:
    """An nginx in front of two servers, and visitors who search through it."""

    def __init__(self, folder: Path, servers: list[Serving]) -> None:
        self.port = free_port()
        self.folder = folder
        self.servers = servers
        self.statuses: Counter[int | str] = Counter()
        self._configuration = write_configuration(folder, self.port, servers)
        self._done = threading.Event()

    def run(self) -> subprocess.Popen[bytes]:
        command = ["nginx", "-e", "stderr", "-c", str(self._configuration)]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        return subprocess.Popen([*command, "-g", "daemon off;"])

    def is_listening(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except ConnectionRefusedError:
            return False
        return True

    def visit(self) -> None:
        """Search by form and by API, again and again, until told to stop."""
        while not self._done.is_set():
            try:
                self._search()
            except (OSError, http.client.HTTPException) as problem:
                self.statuses[type(problem).__name__] += 1

    def stop(self) -> None:
        self._done.set()

    def _search(self) -> None:
        unverified = ssl._create_unverified_context()  # noqa: S323
        with_tls = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=30, context=unverified
        )
        try:
            for method, path, body in (
                ("POST", "/search", FORM),
                ("GET", f"/api/v1/centres?{FORM}", None),
            ):
                with_tls.request(method, path, body, HEADERS)
                answer = with_tls.getresponse()
                answer.read()
                self.statuses[answer.status] += 1
        finally:
            with_tls.close()


@pytest.fixture(scope="module")
def proxy(folder: Path) -> Iterator[Proxy]:
    if shutil.which("nginx") is None:
        reason = "nginx is not installed: apt-get install nginx-light"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    servers = [Serving(folder, **UNLIMITED), Serving(folder, **UNLIMITED)]
    proxy = Proxy(folder, servers)
    for server in servers:
        wait_until(server.answers)
    running = proxy.run()
    wait_until(proxy.is_listening)
    visitors = [threading.Thread(target=proxy.visit) for _ in range(VISITORS)]
    try:
        for visitor in visitors:
            visitor.start()
        wait_until(lambda: sum(proxy.statuses.values()) > 20)
        yield proxy
    finally:
        proxy.stop()
        for visitor in visitors:
            visitor.join()
        running.terminate()
        running.wait()
        for server in proxy.servers:
            server.close()


def replace(proxy: Proxy, at: int, **settings: str) -> None:
    """End a server and start another in its place, as a release or a rollback does."""
    old = proxy.servers[at]
    old.close()
    proxy.servers[at] = Serving(proxy.folder, port=old.port, **UNLIMITED, **settings)
    wait_until(proxy.servers[at].answers)


def names_told(proxy: Proxy) -> set[str]:
    pages = [server.get("/")[1] for server in proxy.servers]
    return {"new" if "New Name" in page else "old" for page in pages}


def test_an_upgrade_and_a_rollback_fail_no_request(proxy):
    for at in (0, 1):
        replace(proxy, at, FINDER_SERVICE_NAME="New Name")
    assert names_told(proxy) == {"new"}
    for at in (0, 1):
        replace(proxy, at)
    assert names_told(proxy) == {"old"}
    proxy.stop()
    assert set(proxy.statuses) == {200, 303}
    assert sum(proxy.statuses.values()) > 100


def test_the_proxys_log_tells_nothing_of_a_visitor(proxy):
    log = (proxy.folder / "access.log").read_text()
    assert " POST 303 " in log
    for part in ("127.0.0.1", "NG1", "/search", "/api", "?", "http"):
        assert part not in log
