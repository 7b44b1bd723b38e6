"""The console as a browser gets it: which path answers with what, under which policy, and what is kept how long."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from support import browsing, refused
from zuka.app import main
from zuka.context import Ctx

PAGE = '<!doctype html><meta name="csp-nonce" content="__ZUKA_NONCE__"><title>{braces} stay</title>'
SCRIPT = "export const answer = 42;\n" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A built console, as small as it can be."""
    found = tmp_path / "console"
    (found / "assets").mkdir(parents=True)
    (found / "index.html").write_text(PAGE)
    (found / "mark.svg").write_text("<svg/>")
    script = found / "assets/app-1234.js"
    script.write_text(SCRIPT)
    script.with_name("app-1234.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    script.with_name("app-1234.js.br").write_bytes(b"brotli, as far as the server knows")
    (found / ".built-from").write_text("a checksum")
    (tmp_path / "secret.txt").write_text("beside the console")
    return found


@pytest.fixture
async def visitor(ctx: Ctx, folder: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with browsing(main.create(ctx, pages=folder)) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/instances", "/instances/inst-1", "/index.html", "/apis", "/a b/"])
async def test_every_page_of_the_console_is_its_one_page(visitor: httpx2.AsyncClient, path: str) -> None:
    answer = await visitor.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert "{braces} stay" in answer.text


async def test_the_page_may_run_only_what_comes_from_here(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get("/market")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["font-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_styles_have_a_nonce_that_no_other_answer_has(visitor: httpx2.AsyncClient) -> None:
    seen = set()
    for _ in range(3):
        answer = await visitor.get("/")
        nonce = re.search(r'content="([\w-]{20,})"', answer.text)
        assert nonce is not None
        assert f"style-src 'self' 'nonce-{nonce[1]}'" in answer.headers["content-security-policy"]
        seen.add(nonce[1])
    assert len(seen) == 3


async def test_a_file_with_a_hash_in_its_name_is_kept_for_good(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get("/assets/app-1234.js", headers={"Accept-Encoding": "identity"})
    assert answer.text == SCRIPT
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    other = await visitor.get("/mark.svg")
    assert (other.headers["content-type"], other.headers["cache-control"]) == ("image/svg+xml", "no-cache")
    assert "vary" not in other.headers


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR;Q=0.2", "br"),
        ("*", "br"),
        ("*;q=0", None),
        ("deflate", None),
        ("", None),
    ],
)
async def test_the_best_encoding_that_the_browser_takes_is_sent(
    visitor: httpx2.AsyncClient, accepted: str, encoding: str | None
) -> None:
    request = visitor.build_request("GET", "/assets/app-1234.js", headers={"Accept-Encoding": accepted})
    answer = await visitor.send(request, stream=True)
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    await answer.aclose()


async def test_a_file_that_the_browser_has_is_not_sent_again(visitor: httpx2.AsyncClient) -> None:
    async def again(tag: str, accepted: str = "gzip") -> int:
        headers = {"If-None-Match": tag, "Accept-Encoding": accepted}
        return (await visitor.get("/assets/app-1234.js", headers=headers)).status_code

    tag = (await visitor.get("/assets/app-1234.js", headers={"Accept-Encoding": "gzip"})).headers["etag"]
    assert [await again(one) for one in (tag, f'"other", W/{tag}', "*", '"other"')] == [304, 304, 304, 200]
    assert await again(tag, "identity") == 200
    known = await visitor.get("/mark.svg", headers={"If-None-Match": "*"})
    assert (known.content, known.headers["cache-control"]) == (b"", "no-cache")
    assert "content-length" not in known.headers


async def test_head_answers_as_get_would_without_a_body(visitor: httpx2.AsyncClient) -> None:
    for path in ("/", "/mark.svg"):
        got, asked = await visitor.get(path), await visitor.head(path)
        assert (asked.status_code, asked.content) == (200, b"")
        assert asked.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize(
    "path",
    [
        "/api", "/api/", "/api/v1/nothing", "/api/v2/instances", "/missing.js", "/assets/app-0000.js",
        "/.built-from", "/assets/app-1234.js.br", "/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt",
        "//secret.txt",
    ],
)  # fmt: skip
async def test_what_is_neither_page_nor_file_is_not_found(visitor: httpx2.AsyncClient, path: str) -> None:
    refused(await visitor.get(f"http://zuka.test{path}"), 404, "request.not_found")


async def test_the_api_is_what_it_was(visitor: httpx2.AsyncClient) -> None:
    health = await visitor.get("/health")
    assert (health.json()["status"], health.headers["cache-control"]) == ("ok", "no-store")
    refused(await visitor.get("/api/v1/me"), 401, "identity.not_logged_in")
    refused(await visitor.post("/instances"), 404, "request.not_found")
    assert (await visitor.get("/api/v1/me")).headers["cache-control"] == "no-store"


async def test_without_a_console_the_page_says_how_to_build_one(
    ctx: Ctx, folder: Path, tmp_path: Path
) -> None:
    later = tmp_path / "later"
    async with browsing(main.create(ctx, pages=later)) as client:
        answer = await client.get("/instances")
        assert answer.status_code == 503
        assert "控制台尚未构建" in answer.text
        assert "make web" in answer.text
        nonce = re.search(r'<style nonce="([\w-]+)">', answer.text)
        assert nonce is not None
        assert f"'nonce-{nonce[1]}'" in answer.headers["content-security-policy"]
        assert (await client.get("/health")).status_code == 200
        await asyncio.to_thread(folder.rename, later)
        assert (await client.get("/instances")).status_code == 200
