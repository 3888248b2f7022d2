from pathlib import Path

import pytest
from pydantic import ValidationError

from finder.settings import PROJECT, Settings


def test_settings_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("FINDER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("FINDER_SEARCH_HOURS", "2.5")
    settings = Settings()
    assert (settings.data_dir, settings.search_hours) == (tmp_path, 2.5)


def test_without_a_setting_the_data_lie_in_the_project(monkeypatch):
    monkeypatch.delenv("FINDER_DATA_DIR", raising=False)
    assert Settings().data_dir == PROJECT / "data"


@pytest.mark.parametrize("hours", ["0", "-1", "25", "soon"])
def test_a_setting_that_makes_no_sense_stops_the_start(monkeypatch, hours):
    monkeypatch.setenv("FINDER_SEARCH_HOURS", hours)
    with pytest.raises(ValidationError):
        Settings()


def test_the_secret_is_not_shown_when_settings_are(monkeypatch):
    monkeypatch.setenv("FINDER_SECRET_KEY", "do-not-show")
    assert "do-not-show" not in repr(Settings())


def test_every_setting_is_in_the_readme_with_its_own_sentence():
    readme = " ".join(Path(PROJECT / "README.md").read_text().split())
    for name, field in Settings.model_fields.items():
        assert f"`FINDER_{name.upper()}`" in readme
        assert field.description is not None
        assert " ".join(field.description.split()) in readme
