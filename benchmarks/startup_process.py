"""A process that makes the application ready and says what each step took.

Started by `benchmarks.startup`, with the settings of the service and the path of
a search to answer; it writes one line of JSON.
"""

import json
import sys
from time import perf_counter

BARE = "flask"


def main(path: str) -> dict[str, float]:
    """Import, put together and answer once."""
    began = perf_counter()
    from finder.settings import Settings
    from finder.web import create_app

    imported = perf_counter()
    client = create_app(Settings()).test_client()
    created = perf_counter()
    answer = client.get(path)
    done = perf_counter()
    if answer.status_code != 200:
        raise ValueError(answer.status)
    return {
        "import": imported - began,
        "create": created - imported,
        "first": done - created,
    }


def import_flask() -> dict[str, float]:
    """Import what the bare application needs."""
    began = perf_counter()
    from flask import Flask

    Flask(__name__)
    return {"import": perf_counter() - began}


if __name__ == "__main__":
    asked = sys.argv[1]
    json.dump(import_flask() if asked == BARE else main(asked), sys.stdout)
