"""Talking to one Incus server: requests, answers, operations and websockets.

The only module that opens a connection to the API. It knows Incus's envelope and nothing of what is asked: paths and
bodies come from the other modules here. Every failure leaves as an `EngineError`.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx2
from websockets.asyncio.client import connect, unix_connect

from zuka.engine.incus.refusals import refusal, says_absent
from zuka.errors import EngineError, EngineGone, EngineUnavailable
from zuka.settings import RegionSettings

CONNECT_S: Final = 3.0
LOOK_S: Final = 10.0
"""How long a question may take; a cluster answers for an absent member only after its own time-outs."""
CALL_S: Final = 30.0
"""How long the engine may take to accept a change, before its operation."""
OPERATION_S: Final = 120.0
_SLICE_S: Final = 30.0
Query = Mapping[str, str]
NONE: Final[Query] = {}
_DONE: Final = 200
_PENDING: Final = frozenset({100, 103, 104, 105, 106, 107, 109})


class Client:
    """One server's API, over its unix socket or over HTTPS with both sides' certificates pinned."""

    def __init__(self, settings: RegionSettings) -> None:
        self.project = settings.project
        endpoint = settings.endpoint
        self._socket = Path(endpoint.removeprefix("unix:")) if endpoint.startswith("unix:") else None
        self._tls = None if self._socket else _tls(settings)
        self._base = "http://incus" if self._socket else endpoint.rstrip("/")
        self._http = httpx2.AsyncClient(
            transport=httpx2.AsyncHTTPTransport(
                uds=None if self._socket is None else str(self._socket),
                verify=self._tls or True,
                trust_env=False,
                # Each operation that is waited for holds one; a full region may boot hundreds at once.
                limits=httpx2.Limits(max_connections=None, max_keepalive_connections=32),
            ),
            base_url=self._base,
            headers={"User-Agent": "zuka"},
        )

    async def aclose(self) -> None:
        await self._http.aclose()

    async def get(self, path: str, *, timeout_s: float = LOOK_S, query: Query = NONE) -> Any:
        """The metadata of a GET. Tried twice when the connection broke: nothing was changed by it."""
        return (await self.get_tagged(path, timeout_s=timeout_s, query=query))[0]

    async def get_tagged(
        self, path: str, *, timeout_s: float = LOOK_S, query: Query = NONE
    ) -> tuple[Any, str]:
        """The metadata and its ETag."""
        try:
            answer = await self._request("GET", path, query=query, timeout_s=timeout_s)
        except _Broken:
            answer = await self._request("GET", path, query=query, timeout_s=timeout_s)
        return _envelope(answer).get("metadata"), answer.headers.get("etag", "")

    async def listed(self, path: str) -> list[dict[str, Any]]:
        """A list of documents. Raises `EngineUnavailable` for a project that the engine does not have.

        Incus lists nothing, without a word, for such a project: all that is rented would seem to be gone.
        """
        found: list[dict[str, Any]] = await self.get(path, query={"recursion": "1"})
        if not found:
            try:
                await self.get(f"/1.0/projects/{self.project}")
            except EngineGone as gone:
                raise EngineUnavailable(f"The engine has no project {self.project}.") from gone
        return found

    async def get_text(self, path: str, *, timeout_s: float = LOOK_S, query: Query = NONE) -> str:
        """An answer that is no JSON, such as the metrics."""
        answer = await self._request("GET", path, query=query, timeout_s=timeout_s)
        if answer.status_code != 200:
            _envelope(answer)
        return answer.text

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        wait_s: float = OPERATION_S,
        etag: str = "",
        query: Query = NONE,
    ) -> dict[str, Any]:
        """A change, waited for. Returns the finished operation's document, or an empty one where there was none."""
        operation = await self.begin(method, path, body, etag=etag, query=query)
        return await self.wait(operation, wait_s) if operation else {}

    async def begin(
        self, method: str, path: str, body: Any = None, *, etag: str = "", query: Query = NONE
    ) -> dict[str, Any]:
        """A change, accepted: the operation's document, or an empty one when it is done already.

        Never repeated here: a change whose answer was lost may have happened, and only a look can tell.
        """
        headers = {"If-Match": etag} if etag else {}
        content = b"" if body is None else json.dumps(body).encode()
        answer = await self._request(
            method, path, query=query, headers=headers, content=content, timeout_s=CALL_S
        )
        envelope = _envelope(answer)
        return envelope["metadata"] if envelope.get("type") == "async" else {}

    async def upload(
        self, path: str, content: AsyncIterator[bytes], headers: Mapping[str, str], *, wait_s: float
    ) -> dict[str, Any]:
        """A POST of a stream, waited for."""
        answer = await self._request("POST", path, headers=headers, content=content, timeout_s=wait_s)
        envelope = _envelope(answer)
        return await self.wait(envelope["metadata"], wait_s) if envelope.get("type") == "async" else {}

    async def wait(self, operation: Mapping[str, Any], wait_s: float = OPERATION_S) -> dict[str, Any]:
        """The operation's document once it succeeded. Raises what it failed with, or `EngineUnavailable` when it
        takes longer than `wait_s` seconds: it may still succeed."""
        # The path in an answer that a cluster member forwarded carries a query, after which `/wait` would be lost.
        path = f"/1.0/operations/{operation['id']}/wait"
        loop = asyncio.get_running_loop()
        end = loop.time() + wait_s
        while (left := end - loop.time()) > 0:
            slice_s = max(1, round(min(left, _SLICE_S)))
            document = await self._look_at_operation(path, slice_s)
            code = document["status_code"]
            if code == _DONE:
                return dict(document)
            if code not in _PENDING:
                raise refusal(document.get("err_code", code), document.get("err") or document["status"])
        raise EngineUnavailable(f"The engine did not finish in {wait_s:.0f} s.")

    async def _look_at_operation(self, path: str, slice_s: int) -> Any:
        try:
            return await self.get(path, timeout_s=slice_s + LOOK_S, query={"timeout": str(slice_s)})
        except EngineGone as gone:
            if says_absent(gone, "operation"):
                # It ended, or its daemon did; five seconds later nobody knows how.
                raise EngineUnavailable(gone.detail) from gone
            raise

    def websocket(self, path: str, query: Query) -> connect:
        """A websocket of the API, to be used as an async context manager or awaited."""
        asked = urlencode({"project": self.project} | dict(query))
        uri = f"{self._base.replace('http', 'ws', 1)}{path}?{asked}"
        if self._socket is not None:
            return unix_connect(
                str(self._socket), uri, max_size=None, compression=None, open_timeout=CONNECT_S
            )
        return connect(
            uri, ssl=self._tls, max_size=None, compression=None, proxy=None, open_timeout=CONNECT_S
        )

    async def _request(
        self,
        method: str,
        path: str,
        *,
        query: Query = NONE,
        timeout_s: float,
        headers: Mapping[str, str] | None = None,
        content: bytes | AsyncIterator[bytes] | None = None,
    ) -> httpx2.Response:
        try:
            return await self._http.request(
                method,
                path,
                params={"project": self.project} | dict(query),
                headers=headers,
                content=content,
                timeout=httpx2.Timeout(timeout_s, connect=CONNECT_S),
            )
        except (httpx2.ReadError, httpx2.WriteError, httpx2.RemoteProtocolError) as error:
            raise _Broken(f"The engine broke off: {_words(error)}.") from error
        except (httpx2.HTTPError, OSError, RuntimeError) as error:
            # A closed client is a RuntimeError: whoever still works while the process ends does not get an answer.
            raise EngineUnavailable(f"The engine does not answer: {_words(error)}.") from error


class _Broken(EngineUnavailable):
    """A connection that broke after it was made, as a restarted daemon leaves them in the pool."""


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _envelope(answer: httpx2.Response) -> dict[str, Any]:
    """The answer's JSON; raises what it says when it is an error, whatever the HTTP status."""
    try:
        envelope = answer.json()
    except ValueError as error:
        raise EngineUnavailable(f"The engine answered {answer.status_code} and no JSON.") from error
    if not isinstance(envelope, dict) or "type" not in envelope:
        raise EngineUnavailable(f"The engine answered {answer.status_code} and no envelope.")
    if envelope["type"] == "error":
        failure: EngineError = refusal(
            envelope.get("error_code") or answer.status_code, envelope.get("error") or ""
        )
        raise failure
    return envelope


def _tls(settings: RegionSettings) -> ssl.SSLContext:
    if not (settings.server_certificate and settings.client_certificate and settings.client_key):
        raise ValueError("an https endpoint needs server_certificate, client_certificate and client_key")
    # Trust is this one certificate: Incus signs its own, so its name says nothing and no authority knows it.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cafile=settings.server_certificate)
    context.load_cert_chain(settings.client_certificate, settings.client_key)
    return context
