import re

from finder.web.assets import read_assets


def test_static_files_are_kept_for_good_under_an_address_of_their_content(client):
    address = re.search(
        r'href="(/static/site\.[0-9a-f]{10}\.css)"', client.get("/").text
    )
    assert address is not None
    answer = client.get(address[1])
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]


def test_an_address_of_other_content_is_not_there(client):
    assert client.get("/static/site.0000000000.css").status_code == 404
    assert client.get("/static/../app.py").status_code == 404


def test_the_address_changes_with_the_content(tmp_path):
    style = tmp_path / "style"
    style.mkdir()
    (style / "site.css").write_text("a {}")
    before = read_assets(tmp_path)["site.css"].served_as
    (style / "site.css").write_text("b {}")
    assert read_assets(tmp_path)["site.css"].served_as != before
