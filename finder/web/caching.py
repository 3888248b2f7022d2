"""Pages that are the same for everyone, which caches may keep for a while."""

import hashlib

from flask import Response, request

MAX_AGE_SECONDS = 300
_A_DAY_SECONDS = 86_400


def for_everyone(content: str | bytes, mimetype: str = "text/html") -> Response:
    """Answer with content that tells of no visitor, to be kept and asked for anew.

    Its tag follows from the content, so that a change of listing, words or
    settings is a change of tag.
    """
    response = Response(content, mimetype=mimetype)
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE_SECONDS
    response.cache_control.stale_while_revalidate = _A_DAY_SECONDS
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:16])
    response.make_conditional(request)
    return response
