"""Promises about the project itself."""

import re

import pytest

from finder.settings import PROJECT
from finder.words import Language, read_catalogue

README = (PROJECT / "README.md").read_text()


@pytest.mark.parametrize(
    "module",
    sorted(
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "finder").rglob("*.py")
        if path.name != "__init__.py"
    ),
)
def test_every_module_is_on_the_map_in_the_readme(module):
    assert f"`{module.removeprefix('finder/')}`" in README


def test_every_command_of_the_readme_is_in_the_makefile():
    makefile = (PROJECT / "Makefile").read_text()
    for target in set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_data_file_has_its_source_and_licence_told():
    told = (PROJECT / "data" / "README.md").read_text()
    for path in sorted((PROJECT / "data").iterdir()):
        if path.name not in {
            "README.md",
            "snapshots",
            "reports",
            "secret_key",
            "cache",
        }:
            assert f"`{path.name}" in told, path.name


def test_the_keepers_guide_explains_every_message_of_an_import():
    guide = (PROJECT / "docs" / "keeping-the-listing.md").read_text()
    for message in read_catalogue(Language.ENGLISH):
        if isinstance(message.id, str) and message.id.startswith(
            ("issue.", "refusal.")
        ):
            words = re.sub(r"{\w+}", "…", str(message.string))
            assert f"| `{message.id.partition('.')[2]}` | {words} |" in guide
