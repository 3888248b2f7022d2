import gzip
import html
import re

import pytest
from flask.testing import FlaskClient

from finder.settings import PROJECT
from finder.web.widget import EVERGREEN, FILE, NEWEST, RELEASES, integrity_of

MOST_BYTES_COMPRESSED = 2_048
RED_ON_WHITE = {"accent": "#a8210d", "background": "#ffffff"}


def code_boxes(client: FlaskClient, path: str = "/widget", **asked: object) -> str:
    """Return the code that the page offers, as it is to be copied."""
    page = client.get(path, query_string=asked)
    assert page.status_code == 200
    boxes = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.S)
    return html.unescape("\n".join(boxes))


@pytest.mark.parametrize(("version", "integrity"), RELEASES.items())
def test_a_released_file_never_changes_from_its_hash(client, version, integrity):
    content = client.get(f"/widget/{version}/{FILE}").data
    assert integrity_of(content) == integrity
    assert content == (PROJECT / "static" / "widget" / version / FILE).read_bytes()
    assert f"| {version} | `{integrity}` |" in (PROJECT / "docs/widget.md").read_text()


def test_every_file_that_is_kept_is_a_release():
    kept = {path.parent.name for path in (PROJECT / "static/widget").glob(f"*/{FILE}")}
    assert kept == set(RELEASES)


def test_the_evergreen_file_is_the_newest_release(client):
    newest = client.get(f"/widget/{NEWEST}/{FILE}")
    assert client.get(f"/widget/{EVERGREEN}/{FILE}").data == newest.data


def test_the_loader_is_small(client):
    content = client.get(f"/widget/{EVERGREEN}/{FILE}").data
    assert len(gzip.compress(content)) <= MOST_BYTES_COMPRESSED


@pytest.mark.parametrize("version", [EVERGREEN, NEWEST])
def test_any_host_may_have_the_loader_and_check_it(client, version):
    headers = client.get(f"/widget/{version}/{FILE}").headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Content-Type"].startswith("text/javascript")


def test_a_release_is_kept_for_good_and_the_evergreen_file_for_an_hour(client):
    release = client.get(f"/widget/{NEWEST}/{FILE}").cache_control
    assert (release.immutable, release.max_age) == (True, 31_536_000)
    evergreen = client.get(f"/widget/{EVERGREEN}/{FILE}")
    assert not evergreen.cache_control.immutable
    assert evergreen.cache_control.max_age == 3600
    again = {"If-None-Match": evergreen.headers["ETag"]}
    assert client.get(f"/widget/{EVERGREEN}/{FILE}", headers=again).status_code == 304


@pytest.mark.parametrize("version", ["v2", "1.0.1", "..", "1.0.0%00"])
def test_there_is_no_other_version(client, version):
    assert client.get(f"/widget/{version}/{FILE}").status_code == 404


def test_the_code_has_all_that_was_chosen_in_each_way(client):
    code = code_boxes(
        client,
        language="cy",
        types=["supervised", "handover"],
        exit="yes",
        radius="12",
        font="serif",
        **RED_ON_WHITE,
    )
    assert (
        '<find-a-centre lang="cy" types="supervised,handover" accent="#a8210d" '
        'background="#ffffff" radius="12" font="serif" exit="yes">'
    ) in code
    frame = re.search(r'<iframe src="([^"]*)" title="([^"]*)"', code)
    assert frame is not None
    assert frame[1] == (
        "http://localhost/cy/embed/v1/?types=supervised,handover&amp;accent=a8210d"
        "&amp;background=ffffff&amp;radius=12&amp;font=serif&amp;exit=yes"
    )
    assert frame[2] == "Dod o hyd i ganolfan gyswllt plant"
    assert 'action="http://localhost/cy/search"' in code
    assert re.findall(r'<option value="([^"]*)"', code) == [
        "",
        "supervised",
        "handover",
    ]
    link = 'href="http://localhost/cy/?service=supervised&amp;service=handover"'
    assert code.count(link) == 3


def test_the_code_names_the_public_address_and_the_hash(client):
    client.application.config["PUBLIC_URL"] = "https://centres.example.org"
    code = code_boxes(client)
    root = "https://centres.example.org/widget"
    assert f'<script src="{root}/v1/{FILE}" async></script>' in code
    fixed = f'src="{root}/{NEWEST}/{FILE}" integrity="{RELEASES[NEWEST]}" crossorigin'
    assert fixed in code
    assert "localhost" not in code


def test_the_form_to_copy_can_be_sent(client):
    code = code_boxes(client, types="supported")
    assert '<input type="hidden" name="service" value="supported">' in code
    sent = client.post("/search", data={"service": "supported", "postcode": "NG1"})
    assert sent.status_code == 303


def test_no_service_is_chosen_for_anyone_by_the_form_to_copy(client):
    options = re.findall(r'<option value="([^"]*)"', code_boxes(client))
    assert options[0] == ""
    assert len(options) == 10


@pytest.mark.parametrize(
    ("path", "said"),
    [("/widget", "contrast is 1.0 to 1"), ("/cy/widget", "cyferbyniad yw 1.0 i 1")],
)
def test_colours_that_cannot_be_read_are_told_in_words(client, path, said):
    page = client.get(path, query_string={"text": "#ffffff", "background": "#fffffe"})
    assert said in page.text
    assert 'value="#ffffff"' in page.text
    assert "text=" not in code_boxes(client, path, text="#fff", background="#ffffff")


def test_what_is_typed_is_never_code(client):
    nasty = '"><script>alert(1)</script>'
    code = code_boxes(client, accent=nasty, types=nasty, language=nasty, font=nasty)
    assert "alert" not in code
    assert "alert" not in code_boxes(client, radius=nasty, exit=nasty)


def test_only_the_customiser_may_frame_and_only_ourselves(client):
    assert (
        "frame-src 'self'" in client.get("/widget").headers["Content-Security-Policy"]
    )
    assert "frame-src" not in client.get("/").headers["Content-Security-Policy"]


def test_the_widgets_language_is_the_pages_unless_told(client):
    assert 'lang="cy"' in code_boxes(client, "/cy/widget")
    assert 'lang="cy"' not in code_boxes(client, "/cy/widget", language="en")


def test_the_switch_of_language_keeps_what_was_chosen(client):
    page = client.get("/widget?types=virtual&accent=%230d4f4c&language=cy&other=x")
    link = 'href="/cy/widget?language=cy&amp;types=virtual&amp;accent=0d4f4c"'
    assert link in page.text


def test_every_page_leads_to_the_customiser(client):
    assert 'href="/widget"' in client.get("/about").text


def test_the_name_that_people_look_for_leads_to_the_customiser(client):
    for prefix in ("", "/cy"):
        answer = client.get(f"{prefix}/embed")
        assert (answer.status_code, answer.location) == (302, f"{prefix}/widget")
