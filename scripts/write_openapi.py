"""Write the description of the API to where it is reviewed."""

import json

from finder.settings import PROJECT
from finder.web.api import API_PATH
from finder.web.openapi import describe
from finder.web.sandbox import Sandbox

REVIEWED = PROJECT / "docs" / "api.openapi.json"


def main() -> None:
    """Write ``docs/api.openapi.json``."""
    document = describe(Sandbox.read(PROJECT / "data" / "sandbox"), API_PATH)
    text = json.dumps(document, ensure_ascii=False, indent=1)
    REVIEWED.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
