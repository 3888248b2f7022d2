import re
from urllib.parse import unquote

import pytest
from pydantic import ValidationError

from finder.colours import READABLE_CONTRAST, WHITE, contrast
from finder.settings import Settings
from finder.web.branding import LARGEST_LOGO_BYTES, LogoRefused, icon_address
from tests.web.conftest import an_app

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'


def style_of(client):
    address = re.search(r'href="(/static/site\.\w+\.css)"', client.get("/").text)
    assert address is not None
    return client.get(address[1]).text


def test_the_brands_colour_is_in_the_style_by_day_and_darker_by_night(data_dir):
    style = style_of(an_app(data_dir, brand_colour="#64297a").test_client())
    brands = re.findall(r"--brand:\s*(#\w+)", style)
    by_day, by_night = brands[-2:]
    assert by_day == "#64297a"
    assert contrast(by_night, WHITE) > contrast(by_day, WHITE) >= READABLE_CONTRAST


@pytest.mark.parametrize("colour", ["#ffca28", "#777777", "teal", "#0d4", "#0d4f4c; }"])
def test_a_colour_that_white_does_not_read_on_stops_the_start(data_dir, colour):
    with pytest.raises(ValidationError, match=r"contrast of \d|match pattern"):
        Settings(data_dir=data_dir, brand_colour=colour)


def test_the_icon_is_the_brands_and_is_never_fetched(data_dir):
    page = an_app(data_dir, brand_colour="#64297a").test_client().get("/").text
    icon = re.search(r'<link rel="icon" href="([^"]+)"', page)
    assert icon is not None
    assert icon[1].startswith("data:image/svg+xml,")
    assert 'fill="#64297a"' in unquote(icon[1])
    assert len(icon_address("#64297a")) < 400


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [("Our logo.SVG", SVG, "image/svg+xml"), ("logo.png", PNG, "image/png")],
)
def test_a_logo_stands_in_place_of_the_name_and_says_it(
    data_dir, name, content, media_type
):
    path = data_dir / name
    path.write_bytes(content)
    client = an_app(data_dir, logo=path).test_client()
    logo = re.search(
        r'<img src="(/static/logo\.[^"]+)" alt="Find a Centre">', client.get("/").text
    )
    assert logo is not None
    answer = client.get(logo[1])
    assert (answer.data, answer.mimetype) == (content, media_type)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("logo.svg", None, "cannot read"),
        ("logo.gif", b"GIF89a", "must be"),
        ("logo", SVG, "must be"),
        ("logo.png", SVG, "not what its name says"),
        ("logo.svg", PNG, "not what its name says"),
        ("logo.png", PNG + b"0" * LARGEST_LOGO_BYTES, "larger than 20,000 bytes"),
    ],
)
def test_a_logo_that_cannot_be_shown_stops_the_start(data_dir, name, content, said):
    path = data_dir / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LogoRefused, match=said):
        an_app(data_dir, logo=path)


def test_the_keeper_and_its_helpline_are_at_the_foot_of_every_page(data_dir):
    client = an_app(
        data_dir,
        keeper_name="Example & Sons",
        helpline_name="Example Line",
        helpline_telephone="0115 496 0000",
    ).test_client()
    for path in ("/", "/cy/", "/nowhere"):
        foot = client.get(path).text.partition("<footer")[2]
        assert "Example &amp; Sons" in foot
        assert 'Example Line, <a href="tel:01154960000">0115 496 0000</a>' in foot


def test_nothing_is_said_of_a_keeper_who_is_not_named(client):
    assert "tel:" not in client.get("/").text.partition("<footer")[2]
    assert "run by" not in client.get("/").text


@pytest.mark.parametrize(
    "half", [{"helpline_name": "Example Line"}, {"helpline_telephone": "0115 496 0000"}]
)
def test_half_a_helpline_stops_the_start(data_dir, half):
    with pytest.raises(ValidationError, match="FINDER_HELPLINE"):
        Settings(data_dir=data_dir, **half)


@pytest.mark.parametrize(
    "wrong",
    [
        {"keeper_email": "no address"},
        {"helpline_name": "Line", "helpline_telephone": "call us"},
        {"keeper_name": ""},
    ],
)
def test_words_that_are_no_address_number_or_name_stop_the_start(data_dir, wrong):
    with pytest.raises(ValidationError):
        Settings(data_dir=data_dir, **wrong)
