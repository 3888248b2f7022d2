"""Open Referral UK feeds that were saved, in a folder or as a single file."""

from pathlib import Path

from finder.open_referral_feeds import (
    Feed,
    FeedLimits,
    FeedRefused,
    Published,
    decoded,
    refuse_version,
    rows_of,
)

INDEX_FILE = "index.json"
SERVICES_FILE = "services.json"
SERVICES_FOLDER = "services"


def read_feed_files(path: Path, limits: FeedLimits | None = None) -> Feed:
    """Read a feed that was saved: a file, or a folder laid out as the API is.

    docs/open-referral.md has the layouts. Raises `FeedRefused`.
    """
    saved = _SavedFeed(path, limits or FeedLimits())
    services = saved.services()
    if not services:
        raise FeedRefused("feed_empty", path.name)
    return Feed(path.name, tuple(services))


class _SavedFeed:
    """The files of a feed that was saved."""

    def __init__(self, path: Path, limits: FeedLimits) -> None:
        self._path, self._limits = path, limits

    def services(self) -> list[Published]:
        """Return the services in the order of the pages, then those in no page.

        A service in a file of its own stands for its row in a page.
        """
        rows: list[Published] = []
        whole: dict[str, Published] = {}
        for file in self._files():
            content = self._json(file)
            if isinstance(content, dict) and "contents" not in content:
                whole.setdefault(str(content.get("id", file.stem)), content)
            else:
                rows += rows_of(content, self._path.name, file.name)
        listed = [whole.get(str(row.get("id")), row) for row in rows]
        in_pages = {str(row.get("id")) for row in rows}
        return listed + [it for key, it in whole.items() if key not in in_pages]

    def _files(self) -> list[Path]:
        if not self._path.is_dir():
            return [self._path]
        try:
            files = _in_order(self._path)
            within = _in_order(self._path / SERVICES_FOLDER)
        except OSError as problem:
            raise FeedRefused("file_unreadable", self._path.name) from problem
        index = [it for it in files if it.name == INDEX_FILE]
        for file in index:
            refuse_version(self._json(file), self._path.name)
        others = [it for it in files if it.name != INDEX_FILE]
        named = [it for it in others if it.name == SERVICES_FILE]
        return [*(named or (others if len(others) == 1 else [])), *within]

    def _json(self, file: Path) -> object:
        try:
            if file.stat().st_size > self._limits.largest_answer_bytes:
                raise FeedRefused("feed_too_large", self._path.name, at=file.name)
            content = file.read_bytes()
        except OSError as problem:
            raise FeedRefused("file_unreadable", file.name) from problem
        return decoded(content, self._path.name, file.name)


def _in_order(folder: Path) -> list[Path]:
    """Return the JSON files of a folder, page 2 before page 10."""
    return sorted(folder.glob("*.json"), key=lambda it: (len(it.name), it.name))
