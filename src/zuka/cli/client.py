"""The public API as the command line calls it: one request, one JSON document or one `Failure`.

`Api` waits, `AsyncApi` awaits; both share how a request is addressed and how an answer is read. Nothing here prints.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import httpx2

from zuka.cli import words
from zuka.cli.config import Login
from zuka.cli.failures import UNAVAILABLE, Failure, exit_code_of, usage

Json = dict[str, Any]
"""One object of the API, as it came over the wire."""

PREFIX = "/api/v1"
TRIES = 4
"""How often an order that carries an idempotency key is sent before giving up."""
_TIMEOUT = httpx2.Timeout(30, connect=5)


def _address(url: str) -> tuple[str, str | None]:
    """(base URL, unix socket). `unix:/path` reaches a platform that listens on a socket file."""
    if url.startswith("unix:"):
        return f"http://zuka{PREFIX}", url.removeprefix("unix:")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise usage(
            f"{url!r} is not an address like https://zuka.example.com",
            f"地址应形如 https://zuka.example.com，而不是 {url!r}",
        )
    return url.rstrip("/") + PREFIX, None


def _options(login: Login) -> dict[str, Any]:
    base, _ = _address(login.url)
    headers = {"User-Agent": "zuka-cli", "Accept": "application/json"}
    if login.token:
        headers["Authorization"] = f"Bearer {login.token}"
    # A proxy of the environment is for the world outside, never for this machine itself.
    nearby = (urlsplit(base).hostname or "") in {"127.0.0.1", "::1", "localhost", "zuka"}
    # Plain HTTP that never leaves the machine needs no certificates, and loading them takes longer than the request.
    verify = not nearby or base.startswith("https:")
    return {
        "base_url": base,
        "headers": headers,
        "timeout": _TIMEOUT,
        "trust_env": not nearby,
        "verify": verify,
    }


def read(response: httpx2.Response) -> Any:
    """The document in `response`, None when it has none. Raises `Failure` for a problem."""
    if response.is_success:
        if not response.content:
            return None
        try:
            return response.json()
        except ValueError as error:
            raise Failure(
                "cli.not_zuka", f"{response.url.host} answered, but not as a Zuka platform does."
            ) from error
    raise problem(response)


def problem(response: httpx2.Response) -> Failure:
    """The failure that an answer of 400 and above tells of, whoever gave it."""
    try:
        body = response.json()
        code, detail = str(body["code"]), str(body["detail"])
    except (ValueError, KeyError, TypeError):
        body, code = {}, f"http.{response.status_code}"
        detail = f"The server answered {response.status_code} {response.reason_phrase}."
    retry = response.headers.get("Retry-After", "")
    return Failure(
        code,
        detail,
        exit_code=exit_code_of(response.status_code),
        facts=body.get("facts") or {},
        said=words.sentence(code, detail, body.get("facts") or {}),
        retry_after=int(retry) if retry.isdigit() else None,
        request_id=response.headers.get("X-Request-Id", ""),
    )


def unreachable(url: str, error: Exception) -> Failure:
    reason = str(error) or type(error).__name__
    detail = words.say(f"连不上 {url}：{reason}", f"Cannot reach {url}: {reason}")
    return Failure("cli.unreachable", detail, exit_code=UNAVAILABLE)


class Api:
    """A connection that waits for each answer. Use it in a `with` block."""

    def __init__(self, login: Login, *, transport: httpx2.BaseTransport | None = None) -> None:
        self.login = login
        _, socket = _address(login.url)
        if transport is None and socket is not None:
            transport = httpx2.HTTPTransport(uds=socket, verify=False)  # A socket file has no TLS.
        self._http = httpx2.Client(**_options(login), transport=transport)

    def __enter__(self) -> Api:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        try:
            return self._http.request(method, path, **options)
        except httpx2.TransportError as error:
            raise unreachable(self.login.url, error) from error

    def get(self, path: str, **query: Any) -> Any:
        return read(self.send("GET", path, params=_present(query)))

    def post(self, path: str, body: Json | None = None) -> Any:
        return read(self.send("POST", path, json=body or {}))

    def put(self, path: str, body: Json) -> Any:
        return read(self.send("PUT", path, json=body))

    def patch(self, path: str, body: Json) -> Any:
        return read(self.send("PATCH", path, json=body))

    def delete(self, path: str) -> None:
        read(self.send("DELETE", path))

    def text(self, path: str) -> str:
        response = self.send("GET", path)
        if not response.is_success:
            raise problem(response)
        return response.text

    def pages(self, path: str, *, most: int, **query: Any) -> Iterator[Json]:
        """The items of a long list, newest first, at most `most` of them."""
        cursor: str | None = None
        while most > 0:
            page = self.get(path, cursor=cursor, limit=min(most, 200), **query)
            yield from page["items"]
            cursor, most = page["next"], most - len(page["items"])
            if cursor is None:
                return

    def order(self, path: str, body: Json, *, key: str, pause: Callable[[float], None] = time.sleep) -> Any:
        """Send what must happen once. The key makes it safe to send again when the answer was lost."""
        for attempt in range(TRIES):
            try:
                return read(self.send("POST", path, json=body, headers={"Idempotency-Key": key}))
            except Failure as failure:
                last = attempt == TRIES - 1
                if failure.exit_code != UNAVAILABLE or last or (failure.retry_after or 0) > 5:
                    raise
                pause(failure.retry_after or 2**attempt / 4)
        raise AssertionError("the last try returns or raises")


class AsyncApi:
    """A connection for code that does several things at once. Use it in an `async with` block."""

    def __init__(self, login: Login, *, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self.login = login
        _, socket = _address(login.url)
        if transport is None and socket is not None:
            transport = httpx2.AsyncHTTPTransport(uds=socket, verify=False)  # As above.
        self._http = httpx2.AsyncClient(**_options(login), transport=transport)

    @property
    def http(self) -> httpx2.AsyncClient:
        return self._http

    async def __aenter__(self) -> AsyncApi:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        try:
            return await self._http.request(method, path, **options)
        except httpx2.TransportError as error:
            raise unreachable(self.login.url, error) from error

    async def get(self, path: str, **query: Any) -> Any:
        return read(await self.send("GET", path, params=_present(query)))

    async def post(self, path: str, body: Json | None = None, *, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return read(await self.send("POST", path, json=body or {}, headers=headers))

    async def delete(self, path: str) -> None:
        read(await self.send("DELETE", path))


def _present(query: Json) -> Json:
    return {key: value for key, value in query.items() if value is not None and value != ""}
