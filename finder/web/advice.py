"""Pages of advice, all drawn by one template."""

from collections.abc import Iterable

from flask import Blueprint, Response, render_template

from finder.advice import AdvicePage
from finder.web.caching import for_everyone


def add_advice_pages(
    blueprint: Blueprint, pages: Iterable[tuple[str, AdvicePage]]
) -> None:
    """Serve each page at its path, with its code as the endpoint's name."""
    for path, page in pages:
        _add(blueprint, path, page)


def _add(blueprint: Blueprint, path: str, page: AdvicePage) -> None:
    def view() -> Response:
        return for_everyone(render_template("advice.html", page=page))

    blueprint.add_url_rule(path, page.code.replace("-", "_"), view)
