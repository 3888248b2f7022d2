import pytest

from finder.map_labels import EDGE, Anchor, Box, Label, Room


def test_ground_is_taken_when_boxes_share_it_and_not_when_they_touch():
    room = Room(200, 200, [Box(10, 10, 20, 20)])
    assert not room.is_free(Box(19, 19, 30, 30))
    assert not room.is_free(Box(12, 12, 13, 13))
    assert not room.is_free(Box(7, 7, 30, 30))
    assert room.is_free(Box(20, 10, 30, 20))
    assert room.is_free(Box(10, 21, 20, 30))


def test_a_label_takes_the_first_ground_that_is_free():
    room = Room(300, 300, [Box.about(100, 100, 20)])
    over, clear = (Label(x, 100, Anchor.START, 3) for x in (90, 150))
    assert room.take_first([over, clear]) == clear
    assert room.take_first([over, clear]) is None


@pytest.mark.parametrize("spot", [(EDGE - 1, 50), (50, EDGE), (280, 50), (50, 295)])
def test_no_label_is_cut_off_by_the_frame(spot):
    assert Room(300, 300, []).take_first([Label(*spot, Anchor.START, 3)]) is None
