from datetime import UTC, datetime, timedelta

from tests.web.conftest import an_app

PATH = "/.well-known/security.txt"


def test_whom_to_tell_of_a_hole_is_told_as_the_standard_has_it(data_dir):
    app = an_app(data_dir, keeper_email="keeper@example.org")
    told = app.test_client().get(PATH)
    assert told.content_type == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in told.text.splitlines())
    assert fields["Contact"] == "mailto:keeper@example.org"
    assert fields["Preferred-Languages"] == "en, cy"
    assert "Canonical" not in fields
    expires = datetime.fromisoformat(fields["Expires"])
    now = datetime.now(UTC)
    assert now + timedelta(days=90) < expires < now + timedelta(days=365)


def test_it_names_its_own_address_when_that_is_set(data_dir):
    app = an_app(
        data_dir,
        keeper_email="keeper@example.org",
        public_url="https://centres.example.org",
    )
    told = app.test_client().get(PATH)
    assert f"Canonical: https://centres.example.org{PATH}\n" in told.text


def test_where_nobody_is_named_there_is_none(client):
    assert client.get(PATH).status_code == 404
