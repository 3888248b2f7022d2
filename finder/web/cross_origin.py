"""What pages of any other site may read: answers for programs, and no pages."""

from flask import Flask, Response, request

_A_DAY_SECONDS = 86_400


def share_with_every_origin(app: Flask, *prefixes: str) -> None:
    """Let the pages of every site read what is below some paths, errors too.

    Nothing there depends on who asks: no credentials are taken, none allowed.
    """

    def share(response: Response) -> Response:
        if request.path.startswith(prefixes):
            headers = response.headers
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
            if request.method == "OPTIONS":
                # As Flask found them for the path, so that they are never too many.
                headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET")
                headers["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
                headers["Access-Control-Max-Age"] = str(_A_DAY_SECONDS)
                # There is nothing in it, and so nothing of any type.
                del headers["Content-Type"]
        return response

    app.after_request(share)
