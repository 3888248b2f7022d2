"""Centres that exist nowhere: at real postcodes, in every pattern of places."""

from collections.abc import Callable, Iterable
from itertools import count
from math import cos, pi, radians, sin
from random import Random

from benchmarks.real_postcodes import RealPostcodes
from finder.centres import Centre, CentreStatus, Service, ServiceType
from finder.location import Location

METRES_PER_DEGREE = 111_320.0
BUNCHES = 12
SHARED_POINTS = 20
# Few, and some alike but for capitals, so that names often tie.
NAMES = ("Acorn House", "acorn house", "Beacon", "Bridge", "BRIDGE", "Élan", "Zebra")

# What share of centres offers each service, roughly as in the demonstration.
SHARES = {
    ServiceType.SUPPORTED: 0.6,
    ServiceType.SUPERVISED: 0.55,
    ServiceType.HANDOVER: 0.45,
    ServiceType.INDIRECT: 0.25,
    ServiceType.SUPERVISED_ASSESSMENT: 0.2,
    ServiceType.VIRTUAL: 0.1,
    ServiceType.COMMUNITY: 0.1,
    ServiceType.ESCORTED: 0.1,
    ServiceType.LIFE_STORY: 0.05,
}

Pattern = Callable[[RealPostcodes, int, Random], list[Location]]


def ordinary_centres(
    postcodes: RealPostcodes, number: int, random: Random
) -> list[Centre]:
    """Return open centres that offer services as often as real ones do."""
    points = [it.location for it in postcodes.draw(number, random)]
    return [
        _centre(id_number, at, ordinary_services(random), f"Centre {id_number}")
        for id_number, at in zip(count(), points)
    ]


def awkward_centres(points: Iterable[Location], random: Random) -> list[Centre]:
    """Return centres of every status whose names tie and whose services vary widely."""
    services = list(ServiceType)
    statuses = [CentreStatus.OPEN, CentreStatus.TEMPORARILY_CLOSED, CentreStatus.CLOSED]
    # Ids in another order than the points, so that neither stands in for the other.
    centres = [
        _centre(
            random.randrange(10**9),
            at,
            random.sample(services, random.randint(1, len(services))),
            random.choice(NAMES),
            random.choices(statuses, [90, 7, 3])[0],
        )
        for at in points
    ]
    random.shuffle(centres)
    return centres


def spread(postcodes: RealPostcodes, number: int, random: Random) -> list[Location]:
    """Return the points of random postcodes."""
    return [it.location for it in postcodes.draw(number, random)]


def bunched(postcodes: RealPostcodes, number: int, random: Random) -> list[Location]:
    """Return points a centimetre to 300 metres from the middles of a few bunches."""
    middles = spread(postcodes, BUNCHES, random)
    return [
        near(random.choice(middles), 0.01 * 30_000 ** random.random(), random)
        for _ in range(number)
    ]


def coincident(postcodes: RealPostcodes, number: int, random: Random) -> list[Location]:
    """Return a few points, each many times over."""
    points = spread(postcodes, SHARED_POINTS, random)
    return random.choices(points, k=number)


def mixed(postcodes: RealPostcodes, number: int, random: Random) -> list[Location]:
    """Return a third each of the other patterns."""
    third = number // 3
    return [
        *bunched(postcodes, third, random),
        *coincident(postcodes, third, random),
        *spread(postcodes, number - 2 * third, random),
    ]


PATTERNS: dict[str, Pattern] = {
    "spread": spread,
    "bunched": bunched,
    "coincident": coincident,
    "mixed": mixed,
}


def near(middle: Location, metres: float, random: Random) -> Location:
    """Return a point about so far from another, in a random direction."""
    direction = random.uniform(0, 2 * pi)
    shrink = cos(radians(middle.latitude))
    degrees = metres / METRES_PER_DEGREE
    return Location(
        latitude=middle.latitude + degrees * sin(direction),
        longitude=middle.longitude + degrees * cos(direction) / shrink,
    )


def ordinary_services(random: Random) -> list[ServiceType]:
    """Return services as often as real centres offer them, and one at least."""
    offered = [it for it, share in SHARES.items() if random.random() < share]
    return offered or [ServiceType.SUPPORTED]


def _centre(
    id_number: int,
    location: Location,
    services: Iterable[ServiceType],
    name: str,
    status: CentreStatus = CentreStatus.OPEN,
) -> Centre:
    return Centre(
        id=f"centre-{id_number:09}",
        name=name,
        services=tuple(Service(type=service) for service in services),
        location=location,
        status=status,
    )
