"""Pages of advice: what each holds, in which order. The words are in catalogues.

A page ``apply`` with a section ``form`` has the codes ``advice.apply.title``,
``advice.apply.lead``, ``advice.apply.form.title``, ``advice.apply.form.text1`` …
and, for its list, ``advice.apply.form.point1`` …
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading, paragraphs, a list, and pages that lead on from there.

    `links` name pages by their endpoint; their words are ``link.<endpoint>``.
    """

    code: str
    texts: int = 1
    points: int = 0
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvicePage:
    """A page of advice, and when its facts were last compared with their sources."""

    code: str
    reviewed: date
    sections: tuple[Section, ...]
