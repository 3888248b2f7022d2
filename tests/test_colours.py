import pytest

from finder.colours import WHITE, contrast, darkened


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", WHITE, 21),
        (WHITE, "#000000", 21),
        ("#123456", "#123456", 1),
        # The lightest grey that may carry small white text, as WebAIM tells it.
        ("#767676", WHITE, 4.54),
        ("#FF0000", WHITE, 4.0),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


def test_a_darkened_colour_keeps_its_share_of_each_light():
    assert darkened("#0d4f4c", 0.8) == "#0a3f3c"
    assert darkened("#ffffff", 0) == "#000000"
    assert darkened("#FFFFFF", 1) == "#ffffff"
