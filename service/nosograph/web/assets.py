"""Style sheets and scripts: addresses that change with their content, and how long they hold."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Response, request, url_for

#: A year, which is what caches take for ever (RFC 9111 names no longer).
FOR_EVER = "public, max-age=31536000, immutable"
#: Below it, a folder's name holds the version of what is in it.
VENDOR = "vendor/"
WEB = Path(__file__).parent
DIGITS = 12


@cache
def digest(name: str) -> str:
    """Return the digest of a static file's content."""
    content = (WEB / "static" / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:DIGITS]


@cache
def pages_digest() -> str:
    """Return a digest that changes with any template, style sheet or script of ours."""
    made = hashlib.sha256()
    ours = (path for path in WEB.glob("static/**/*.*") if "vendor" not in path.parts)
    for path in sorted((*WEB.glob("templates/*"), *ours)):
        made.update(path.name.encode())
        made.update(path.read_bytes())
    return made.hexdigest()[:DIGITS]


def asset(name: str) -> str:
    """Return the address of a static file; it changes when the file does."""
    if name.startswith(VENDOR):
        return url_for("static", filename=name)
    return url_for("static", filename=name, v=digest(name))


def keep_assets(response: Response) -> Response:
    """Let clients keep a static file whose address names its version, without asking again."""
    if request.endpoint == "static" and response.status_code in (200, 304) and is_versioned():
        response.headers["Cache-Control"] = FOR_EVER
    return response


def is_versioned() -> bool:
    """Tell whether the address that was asked for holds one version of a file alone."""
    name = str((request.view_args or {}).get("filename", ""))
    return name.startswith(VENDOR) or request.args.get("v") == digest(name)
