import pytest

from finder.map_labels import EDGE, LETTER, Anchor, Box, Label, Room


def test_boxes_overlap_when_they_share_ground_and_not_when_they_touch():
    box = Box(10, 10, 20, 20)
    assert box.overlaps(Box(19, 19, 30, 30))
    assert box.overlaps(Box(12, 12, 13, 13))
    assert not box.overlaps(Box(20, 10, 30, 20))
    assert not box.overlaps(Box(10, 21, 20, 30))


@pytest.mark.parametrize(
    ("anchor", "left"), [(Anchor.START, 100), (Anchor.MIDDLE, 70), (Anchor.END, 40)]
)
def test_a_label_covers_the_ground_on_the_side_of_its_anchor(anchor, left):
    box = Label(100, 50, anchor, 4).box
    assert (box.left, box.right) == (left, left + 4 * LETTER)
    assert box.top < 50 < box.bottom


def test_a_label_takes_the_first_ground_that_is_free():
    room = Room(300, 300, [Box.about(100, 100, 20)])
    over, clear = (Label(x, 100, Anchor.START, 3) for x in (90, 150))
    assert room.take_first([over, clear]) == clear
    assert room.take_first([over, clear]) is None


@pytest.mark.parametrize("spot", [(EDGE - 1, 50), (50, EDGE), (280, 50), (50, 295)])
def test_no_label_is_cut_off_by_the_frame(spot):
    assert Room(300, 300, []).take_first([Label(*spot, Anchor.START, 3)]) is None
