import pytest

from finder.centres import Facility, ReferralRoute, ServiceType
from finder.narrowing import (
    EVERYTHING,
    Day,
    Narrowing,
    languages_of,
    loosened,
    traits_of,
)
from finder.sessions import read_opening
from tests.builders import a_centre, a_service

SUPPORTED = frozenset({ServiceType.SUPPORTED})


def days(opening: str) -> set[str]:
    centre = a_centre(services=(a_service(opening=read_opening(opening)),))
    return {code for name, code in traits_of(centre, SUPPORTED) if name == "day"}


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("Sat 10:00-12:00", {"weekend"}),
        ("1st,3rd Sun 10:00-12:00", {"weekend"}),
        ("Mon-Fri 09:00-16:00", {"weekday"}),
        ("Wed 16:00-18:00", {"weekday"}),
        ("Wed 16:00-18:30", {"weekday", "evening"}),
        ("Fri,Sat 17:00-19:00", {"weekday", "weekend", "evening"}),
        ("Tue 10:00-12:00; Sun 10:00-12:00", {"weekday", "weekend"}),
        ("by arrangement", set()),
        ("", set()),
    ],
)
def test_sessions_tell_on_which_parts_of_the_week_one_can_come(opening, expected):
    assert days(opening) == expected


def test_a_route_counts_only_where_every_wanted_service_has_it():
    centre = a_centre(
        services=(
            a_service("supported", referral_routes=(ReferralRoute.SELF,)),
            a_service("supervised", referral_routes=(ReferralRoute.COURT,)),
        )
    )
    own = ("referral", "self")
    assert own in traits_of(centre, SUPPORTED)
    assert own not in traits_of(centre, SUPPORTED | {ServiceType.SUPERVISED})
    assert own not in traits_of(centre, frozenset())


def test_what_a_keeper_has_not_told_does_not_hold():
    silent = a_centre(services=(a_service(referral_routes=()),))
    assert traits_of(silent, SUPPORTED) == set()
    stairs = a_centre(facilities=((Facility.STEP_FREE, False),))
    assert ("step-free", "yes") not in traits_of(stairs, SUPPORTED)


def test_languages_are_named_once_whatever_their_case():
    centres = [
        a_centre("one", languages=("Polish", "welsh")),
        a_centre("two", languages=("Welsh", "Arabic")),
    ]
    assert languages_of(centres) == ("Arabic", "Polish", "Welsh")


def test_each_condition_can_be_loosened_alone():
    narrowing = Narrowing(
        referral=ReferralRoute.SELF, days=frozenset({Day.WEEKEND}), within_miles=10
    )
    assert dict(loosened(narrowing)) == {
        "referral": Narrowing(days=frozenset({Day.WEEKEND}), within_miles=10),
        "days": Narrowing(referral=ReferralRoute.SELF, within_miles=10),
        "within_miles": Narrowing(
            referral=ReferralRoute.SELF, days=frozenset({Day.WEEKEND})
        ),
    }
    assert dict(loosened(EVERYTHING)) == {}


def test_only_a_condition_that_is_set_makes_a_narrowing():
    assert not EVERYTHING
    assert Narrowing(step_free=True)
