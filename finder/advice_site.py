"""The pages about the service itself, and about staying safe while using it.

Some say more than is here: their templates add what depends on the listing, the
settings or the helplines.
"""

from datetime import date

from finder.advice import AdvicePage, Section

REVIEWED = date(2026, 11, 22)

SAFETY = AdvicePage(
    code="safety",
    reviewed=REVIEWED,
    sections=(
        Section(code="tracks", texts=2, points=5),
        Section(code="exit", points=4),
        Section(code="address", points=5, links=("guide", "privacy")),
    ),
)
PROFESSIONALS = AdvicePage(
    code="professionals",
    reviewed=REVIEWED,
    sections=(
        Section(code="search"),
        Section(code="shortlist", texts=2, links=("start", "shortlist")),
        Section(code="ask", points=4),
        Section(code="routes", texts=2, links=("services",)),
        Section(code="accreditation"),
        Section(code="developers", links=("developers",)),
    ),
)
ABOUT = AdvicePage(
    code="about",
    reviewed=REVIEWED,
    sections=(
        Section(code="what"),
        Section(code="order", points=5),
        Section(code="listed", texts=2, links=("data", "status")),
        Section(code="not", points=3),
    ),
)
ACCESSIBILITY = AdvicePage(
    code="accessibility",
    reviewed=REVIEWED,
    sections=(
        Section(code="aim", points=5),
        Section(code="tested"),
        Section(code="limits", points=4),
    ),
)
PRIVACY = AdvicePage(
    code="privacy",
    reviewed=REVIEWED,
    sections=(
        Section(code="kept", points=4),
        Section(code="browser"),
        Section(code="elsewhere", links=("safety",)),
    ),
)
DATA = AdvicePage(
    code="data",
    reviewed=REVIEWED,
    sections=(
        Section(code="islands"),
        Section(code="places"),
        Section(code="coastline"),
    ),
)
