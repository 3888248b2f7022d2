"""Helplines that were confirmed, and where each answers. The words are in catalogues.

A line ``men`` has the codes ``helpline.men.name`` and ``helpline.men.for``; hours
that were confirmed have ``helpline.hours.<hours>``.
"""

from dataclasses import dataclass
from enum import StrEnum

from finder.postcodes import Nation

EMERGENCY_TELEPHONE = "999"


class Subject(StrEnum):
    """What a helpline is there for."""

    ABUSE = "abuse"
    SUPPORT = "support"
    OWN_BEHAVIOUR = "own-behaviour"
    CENTRES = "centres"


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpline:
    """A number to call. Without `nations` it is for all of the UK.

    `source` is the page that confirms the number. Without `hours` none are known.
    """

    code: str
    telephone: str
    subject: Subject
    source: str
    nations: tuple[Nation, ...] = ()
    hours: str = ""


HELPLINES = (
    Helpline(
        code="england",
        telephone="0808 2000 247",
        subject=Subject.ABUSE,
        nations=(Nation.ENGLAND,),
        hours="always",
        source="https://centre56.org.uk/domestic-abuse",
    ),
    Helpline(
        code="wales",
        telephone="0808 80 10 800",
        subject=Subject.ABUSE,
        nations=(Nation.WALES,),
        hours="always",
        source="https://www.gov.wales/live-fear-free/sexual-violence",
    ),
    Helpline(
        code="scotland",
        telephone="0800 027 1234",
        subject=Subject.ABUSE,
        nations=(Nation.SCOTLAND,),
        hours="always",
        source="https://safer.scot/information/da/report",
    ),
    Helpline(
        code="northern-ireland",
        telephone="0808 802 1414",
        subject=Subject.ABUSE,
        nations=(Nation.NORTHERN_IRELAND,),
        hours="always",
        source="https://southerntrust.hscni.net/service/domestic-abuse-2",
    ),
    Helpline(
        code="men",
        telephone="0808 801 0327",
        subject=Subject.ABUSE,
        source="https://centre56.org.uk/domestic-abuse",
    ),
    Helpline(
        code="lgbt",
        telephone="0800 999 5428",
        subject=Subject.ABUSE,
        source="https://www.saraholney.com/general-5",
    ),
    Helpline(
        code="stalking",
        telephone="0808 802 0300",
        subject=Subject.ABUSE,
        source="https://www.arun.gov.uk/stalking",
    ),
    Helpline(
        code="karma-nirvana",
        telephone="0800 5999 247",
        subject=Subject.ABUSE,
        source="https://www.saraholney.com/general-5",
    ),
    Helpline(
        code="childline",
        telephone="0800 1111",
        subject=Subject.SUPPORT,
        source="https://github.com/Pam-BYFC/BYFC.github.io",
    ),
    Helpline(
        code="nspcc",
        telephone="0808 800 5000",
        subject=Subject.SUPPORT,
        source="https://github.com/Pam-BYFC/BYFC.github.io",
    ),
    Helpline(
        code="samaritans",
        telephone="116 123",
        subject=Subject.SUPPORT,
        source="https://www.thegayuk.com/are-there-helplines-for-male-domestic-abuse-survivors/",
    ),
    Helpline(
        code="respect",
        telephone="0808 802 4040",
        subject=Subject.OWN_BEHAVIOUR,
        source="https://www.thegayuk.com/are-there-helplines-for-male-domestic-abuse-survivors/",
    ),
    Helpline(
        code="naccc",
        telephone="0115 948 4557",
        subject=Subject.CENTRES,
        nations=tuple(nation for nation in Nation if nation is not Nation.SCOTLAND),
        hours="weekday-mornings",
        source="https://naccc.org.uk/category/faq-general/",
    ),
)


def helplines_for(nation: Nation) -> tuple[Helpline, ...]:
    """Return the lines for someone there, the nation's own for abuse first."""
    return tuple(it for it in HELPLINES if not it.nations or nation in it.nations)


def helplines_about(subject: Subject) -> tuple[Helpline, ...]:
    """Return the lines on a subject, wherever they answer."""
    return tuple(it for it in HELPLINES if it.subject is subject)
