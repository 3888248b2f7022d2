"""Whatever goes wrong, a page says so in the visitor's language and leads on."""

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from finder.words import Language, Words
from tests.web.conftest import an_app
from tests.web.test_pages import words_of

CODES = (400, 404, 405, 413, 429, 500)
PREFIXES = {Language.ENGLISH: "", Language.WELSH: "/cy"}


def an_app_that_fails(data_dir) -> Flask:
    app = an_app(data_dir)

    def fail(code: int) -> str:
        abort(code)

    for prefix in PREFIXES.values():
        app.add_url_rule(f"{prefix}/fail/<int:code>", f"fail{prefix}", fail)
    return app


@pytest.fixture
def failing(data_dir) -> FlaskClient:
    return an_app_that_fails(data_dir).test_client()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", CODES)
def test_every_error_has_a_page_in_both_languages(failing, code, language):
    page = failing.get(f"{PREFIXES[language]}/fail/{code}")
    assert page.status_code == code
    words, said = Words(language), words_of(page)
    assert words(f"problem.http_{code}.title") in said
    assert words(f"problem.http_{code}.text") in said
    assert f'class="button" href="{PREFIXES[language]}/"' in page.text


@pytest.mark.parametrize("language", Language)
def test_a_fault_of_ours_has_a_page_that_quotes_nothing(client, monkeypatch, language):
    def break_down(*_: object) -> None:
        raise RuntimeError("NG1 5FS")

    monkeypatch.setattr("finder.web.pages.read_search", break_down)
    form = {"postcode": "NG1 5FS", "service": "supported"}
    page = client.post(f"{PREFIXES[language]}/search", data=form)
    assert page.status_code == 500
    assert Words(language)("problem.http_500.title") in words_of(page)
    assert "5FS" not in page.text


@pytest.mark.parametrize("path", ["/near/NG1%205FS", "/centres/NG1-5FS", "/NG15FS"])
def test_what_was_not_found_is_not_repeated(client, path):
    for prefix in PREFIXES.values():
        page = client.get(prefix + path)
        assert page.status_code == 404
        assert "5FS" not in page.text
