import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.colours import READABLE_CONTRAST, contrast
from finder.widget_theme import (
    DARK,
    LARGEST_RADIUS,
    LIGHT,
    Font,
    Palette,
    ThemeRefused,
    default_theme,
    read_theme,
)

BRAND = "#5a2a82"
COLOUR = st.integers(0, 0xFFFFFF).map(lambda it: f"#{it:06x}")


def refused(**given: str) -> list[tuple[str, str]]:
    with pytest.raises(ThemeRefused) as raised:
        read_theme(given, BRAND)
    return [(it.field, it.code) for it in raised.value.problems]


def assert_readable(palette: Palette) -> None:
    for colour in (palette.text, palette.accent, palette.warning):
        assert contrast(colour, palette.background) >= READABLE_CONTRAST


def test_the_usual_looks_can_be_read():
    assert_readable(LIGHT)
    assert_readable(DARK)


def test_without_a_colour_the_look_is_the_keepers_and_follows_the_reader():
    theme = read_theme({"radius": "0", "font": "serif", "accent": ""}, BRAND)
    assert (theme.palette.accent, theme.dark) == (BRAND, DARK)
    assert (theme.radius, theme.font) == (0, Font.SERIF)
    assert "prefers-color-scheme:dark" in theme.style


def test_with_a_colour_the_look_is_the_same_by_day_and_in_the_dark():
    theme = read_theme({"accent": "#0B5A8A"}, BRAND)
    assert theme.palette.accent == "#0b5a8a"
    assert "prefers-color-scheme" not in theme.style


def test_a_colour_may_be_written_without_its_sign():
    assert read_theme({"accent": "0b5a8a"}, BRAND) == read_theme(
        {"accent": "#0b5a8a"}, BRAND
    )


@pytest.mark.parametrize("colours", [{"background": "#000000"}, {"text": "#ffffff"}])
def test_colours_left_out_suit_those_given(colours):
    palette = read_theme(colours, BRAND).palette
    assert palette.scheme == "dark"
    assert_readable(palette)


@given(accent=COLOUR, text=COLOUR, background=COLOUR)
def test_no_look_that_cannot_be_read_is_let_through(accent, text, background):
    colours = {"accent": accent, "text": text, "background": background}
    hard = [
        name
        for name in ("text", "accent")
        if contrast(colours[name], background) < READABLE_CONTRAST
    ]
    if hard:
        assert refused(**colours) == [(it, f"theme_{it}_contrast") for it in hard]
    else:
        assert_readable(read_theme(colours, BRAND).palette)


def test_a_refusal_tells_the_contrast_that_was_found():
    with pytest.raises(ThemeRefused) as raised:
        read_theme({"text": "#777777", "background": "#808080"}, BRAND)
    assert raised.value.problems[0].found == pytest.approx(1.13, abs=0.01)


@pytest.mark.parametrize(
    "text", ["red", "#fff", "#12345g", "url(//x)", "#0d4f4c;}", "##0d4f4c"]
)
def test_only_colours_are_colours(text):
    assert refused(accent=text) == [("accent", "theme_colour_invalid")]


@pytest.mark.parametrize(
    "text", ["-1", "1.5", "5px", str(LARGEST_RADIUS + 1), "9" * 5000, "٣"]
)
def test_a_radius_is_a_small_whole_number(text):
    assert refused(radius=text) == [("radius", "theme_radius_invalid")]


def test_every_problem_is_told_at_once():
    assert refused(accent="x", radius="x", font="Comic Sans") == [
        ("accent", "theme_colour_invalid"),
        ("radius", "theme_radius_invalid"),
        ("font", "theme_font_unknown"),
    ]


def test_an_unknown_property_is_not_looked_at():
    assert read_theme({"position": "fixed"}, BRAND) == default_theme(BRAND)
