"""Serves the built console: its page on every path that is no API's and no file's, and the files that the page loads.

Everything is read into memory once; the build has compressed what is worth it. A path is looked up among those files
and never on the disk, so that no path leads out. Only the page may run what it loads, and only from here: its content
policy is made anew for every answer. `'self'` lets it connect to web sockets of the same host as well.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

BUILT = Path(__file__).with_name("console")
PAGE = "index.html"
NONCE = "__ZUKA_NONCE__"
"""Stands in the page for what differs in every answer."""
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""What a file may be stored as beside itself, the best first."""
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
_PERMISSIONS = ", ".join(
    f"{one}=()"
    for one in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
        "midi", "payment", "usb",
    )
)  # fmt: skip
_NOT_BUILT = """<!doctype html>
<html lang="zh">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>租卡 Zuka</title>
<style nonce="__ZUKA_NONCE__">body{font:16px/1.6 sans-serif;max-width:40em;margin:4em auto;padding:0 1em}</style>
<h1>控制台尚未构建</h1>
<p>平台和接口正常工作，只是还没有网页控制台。在服务器的源码目录中重新运行 <code>./zuka up</code>，或运行 <code>make web</code>，
然后刷新此页。</p>
<h1 lang="en">The console is not built</h1>
<p lang="en">The platform and its API work; only the pages are missing. In the source folder on the server, start
<code>./zuka up</code> again or run <code>make web</code>, then reload this page.</p>
</html>
"""


@dataclass(frozen=True)
class File:
    """One file to serve. `bodies` has it under "" as it is and under each encoding that it is stored in."""

    media_type: str
    cache: str
    tag: str
    bodies: dict[str, bytes]


@dataclass(frozen=True)
class Built:
    """A built console: its page, its other files by path."""

    page: str
    files: dict[str, File]


class Console:
    """Answers what no route has answered; what is no business of a browser's goes on to `otherwise`."""

    def __init__(self, folder: Path, otherwise: ASGIApp) -> None:
        self._folder, self._otherwise = folder, otherwise
        self._built: Built | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._answer(Request(scope)) if _for_a_browser(scope) else None
        if answer is not None and scope["method"] == "HEAD":
            answer.body = b""
        await (answer or self._otherwise)(scope, receive, send)

    def _answer(self, request: Request) -> Response | None:
        if self._built is None:
            # Looked for again until it is there, so that one who builds it need not start us again.
            self._built = read(self._folder)
        path = request.scope["path"]
        if self._built is not None and (file := self._built.files.get(path)) is not None:
            return _file(request, file)
        if "." in path.rpartition("/")[2] and path != f"/{PAGE}":
            return None
        return _page(_NOT_BUILT, 503) if self._built is None else _page(self._built.page)


def install(app: FastAPI, folder: Path) -> None:
    """Let `app` answer with the console in `folder` where none of its routes does."""
    app.router.default = Console(folder, app.router.default)


def read(folder: Path) -> Built | None:
    """The console in `folder`, or None when none is built there."""
    page = folder / PAGE
    if not page.is_file():
        return None
    files = {
        f"/{path.relative_to(folder).as_posix()}": _read_file(path)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in _TYPES and path != page
    }
    return Built(page.read_text(), files)


def _read_file(path: Path) -> File:
    plain = path.read_bytes()
    stored = {name: path.with_name(path.name + ending) for name, ending in ENCODINGS.items()}
    hashed = path.parent.name == "assets"
    return File(
        media_type=_TYPES[path.suffix],
        # The build puts a hash of the content into these names.
        cache="public, max-age=31536000, immutable" if hashed else "no-cache",
        tag=hashlib.sha256(plain).hexdigest()[:24],
        bodies={"": plain, **{name: at.read_bytes() for name, at in stored.items() if at.is_file()}},
    )


def _for_a_browser(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] in {"GET", "HEAD"}
        and re.match(r"/api(/|$)", scope["path"]) is None
    )


def _page(template: str, status: int = 200) -> Response:
    nonce = secrets.token_urlsafe(18)
    return Response(
        template.replace(NONCE, nonce),
        status,
        {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": _POLICY.format(nonce=nonce),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": _PERMISSIONS,
        },
        media_type=_TYPES[".html"],
    )


def _file(request: Request, file: File) -> Response:
    encoding = choose(request.headers.get("accept-encoding", ""), file.bodies)
    tag = f'"{file.tag}{encoding and "-" + encoding}"'
    headers = {"Cache-Control": file.cache, "ETag": tag}
    if len(file.bodies) > 1:
        headers["Vary"] = "Accept-Encoding"
    if encoding:
        headers["Content-Encoding"] = encoding
    known = re.findall(r'"[^"]*"|\*', request.headers.get("if-none-match", ""))
    if tag in known or "*" in known:
        headers.pop("Content-Encoding", None)
        return Response(None, 304, headers)
    return Response(file.bodies[encoding], 200, headers, media_type=file.media_type)


def choose(accepted: str, there: dict[str, bytes]) -> str:
    """The best encoding of those that are `there` and that the header accepts; "" is the file as it is."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        weight = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", parameter)
        weights[name.strip()] = float(weight[1]) if weight else 1.0
    for encoding in ENCODINGS:
        if encoding in there and weights.get(encoding, weights.get("*", 0)) > 0:
            return encoding
    return ""
