import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.exact_order import FEW, in_exact_order
from finder.location import arc_error_metres, arc_metres
from tests.builders import at

# Chords of a kilometre, or of a thousand, a few errors of measure apart at most.
lengths = st.one_of(
    st.lists(st.integers(0, 40), max_size=60).map(
        lambda steps: [1e3 + step * 1e-6 for step in steps]
    ),
    st.lists(st.integers(0, 40), max_size=60).map(
        lambda steps: [1e6 + step * 1.0 for step in steps]
    ),
    st.lists(st.floats(0, 1e6), max_size=60),
)


@settings(max_examples=500, deadline=None)
@given(st.data(), lengths)
def test_ranks_are_those_of_geodesics_that_differ_as_far_as_they_may(data, chords):
    arcs = [arc_metres(chord) for chord in chords]
    errors = data.draw(
        st.lists(st.floats(-1, 1), min_size=len(arcs), max_size=len(arcs))
    )
    geodesics = [
        max(arc + 0.99 * error * arc_error_metres(arc), 0.0)
        for arc, error in zip(arcs, errors, strict=True)
    ]
    places = [at(50 + number * 0.01, -3) for number in range(len(arcs))]
    length = dict(zip(places, geodesics, strict=True))
    ranks = range(*sorted(data.draw(st.tuples(st.integers(0, 60), st.integers(0, 60)))))
    squares = np.array(chords, dtype=np.float64) ** 2

    found = in_exact_order(squares, ranks, places.__getitem__, length.__getitem__)

    right = sorted(range(len(arcs)), key=lambda it: (round(geodesics[it], 6), it))
    assert [position for position, _ in found] == right[ranks.start : ranks.stop]


def test_only_those_that_may_be_exchanged_are_measured_again():
    apart = np.arange(1, 10 * FEW, dtype=np.float64) * 1_000
    twins = np.repeat(apart, 2) + np.tile([0.0, 1e-7], len(apart))
    measured: list[int] = []

    def geodesic(place) -> float:
        measured.append(place)
        return float(twins[round((place.latitude - 50) / 1e-4)])

    places = [at(50 + number * 1e-4, -3) for number in range(len(twins))]
    found = in_exact_order(twins**2, range(1_000, 1_010), places.__getitem__, geodesic)
    assert [position for position, _ in found] == list(range(1_000, 1_010))
    assert len(measured) == 10


def test_equals_come_as_they_were_given_however_many_and_whatever_the_page():
    squares = np.full(5 * FEW, 1e6)
    place = at(53, -1)
    for ranks in (range(10), range(FEW, FEW + 10), range(5 * FEW - 3, 9 * FEW)):
        found = in_exact_order(squares, ranks, lambda _: place, lambda _: 1e3)
        assert [position for position, _ in found] == list(ranks)[: 5 * FEW - ranks[0]]
