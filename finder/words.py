"""Words for people, by code, in English and Welsh.

The catalogues are gettext files whose message ids are codes, so that both
languages stand side by side and neither is hidden in the code. Each language has
several files, by subject, with the same names and the same codes. Plural forms
are the catalogues' own; names of days and months, and lists, are those of CLDR.
"""

import io
from collections.abc import Iterable
from datetime import date, time
from enum import StrEnum
from functools import cache
from pathlib import Path

from babel import Locale, dates, lists
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"


class Language(StrEnum):
    """A language that every page is in."""

    ENGLISH = "en"
    WELSH = "cy"

    @property
    def other(self) -> "Language":
        """The other of the two."""
        return Language.WELSH if self is Language.ENGLISH else Language.ENGLISH


class Words:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        catalogue = read_catalogue(language)
        self._codes = frozenset(message.id for message in catalogue if message.id)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        self._translations = Translations(compiled)
        self._locale = Locale(language.value, "GB")

    def __call__(self, code: str, **values: object) -> str:
        """Return the words for a code. Raises `KeyError` for a code without any."""
        if code not in self._codes:
            raise KeyError(code)
        return self._translations.gettext(code).format_map(values)

    def __contains__(self, code: str) -> bool:
        return code in self._codes

    def count(self, code: str, count: int, **values: object) -> str:
        """Return the words for a number of things, in the plural form for it."""
        if (code, code) not in self._codes:
            raise KeyError(code)
        form = self._translations.ngettext(code, code, count)
        return form.format_map({"count": count, **values})

    def day(self, on: date) -> str:
        """Return a date such as 22 November 2026."""
        return dates.format_date(on, "d MMMM y", locale=self._locale)

    def weekday_and_day(self, on: date) -> str:
        """Return a date such as Saturday 28 November."""
        return dates.format_date(on, "EEEE d MMMM", locale=self._locale)

    def either(self, texts: Iterable[str]) -> str:
        """Return a list such as "a, b or c"."""
        return lists.format_list(list(texts), style="or", locale=self._locale)

    def spoken(self, language: str) -> str:
        """Return the name of a language that a keeper wrote in English or Welsh.

        One that CLDR does not know stays as it was written.
        """
        if language.casefold() == "british sign language":
            return self("spoken.british-sign-language")
        code = _codes_of_languages().get(language.casefold())
        return str(self._locale.languages.get(code, language))

    def clock(self, at: time) -> str:
        """Return a time of day such as 10:30."""
        return f"{at:%H:%M}"


def read_catalogue(language: Language) -> Catalog:
    """Read the committed files of a language as one catalogue."""
    folder = CATALOGUES / language.value / "LC_MESSAGES"
    whole, *parts = (_read(path, language) for path in sorted(folder.glob("*.po")))
    for message in (message for part in parts for message in part if message.id):
        whole[message.id] = message
    return whole


@cache
def _codes_of_languages() -> dict[str, str]:
    """Return the codes of CLDR's languages by their English and Welsh names."""
    return {
        name.casefold(): code
        for language in Language
        for code, name in Locale(language.value).languages.items()
    }


def _read(path: Path, language: Language) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language.value, abort_invalid=True)
