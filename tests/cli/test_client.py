"""What the client makes of a platform's answers, and of none."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx2
import pytest

from zuka.cli import follow
from zuka.cli.client import Api, AsyncApi
from zuka.cli.config import Login
from zuka.cli.failures import Failure

LOGIN = Login("http://zuka.test", "zk_secret")
Handler = Callable[[httpx2.Request], httpx2.Response]


def api(handler: Handler) -> Api:
    return Api(LOGIN, transport=httpx2.MockTransport(handler))


def refusal(status: int, code: str, **headers: str) -> httpx2.Response:
    body = {"code": code, "detail": "Because.", "facts": {"missing": "3"}}
    return httpx2.Response(status, json=body, headers={"Content-Type": "application/problem+json", **headers})


@pytest.mark.parametrize(
    ("status", "exit_code"),
    [(422, 2), (400, 2), (401, 3), (403, 3), (404, 3), (409, 3), (429, 3), (500, 1), (503, 4), (502, 4)],
)
def test_a_problem_is_a_failure_with_an_exit_code(status: int, exit_code: int) -> None:
    with api(lambda _: refusal(status, "some.code")) as one, pytest.raises(Failure) as caught:
        one.get("/x")
    assert (caught.value.code, caught.value.exit_code) == ("some.code", exit_code)
    assert caught.value.line() == "Because. [some.code]"


def test_when_to_try_again_is_told() -> None:
    with (
        api(lambda _: refusal(429, "request.rate_limited", **{"Retry-After": "17"})) as one,
        pytest.raises(Failure) as caught,
    ):
        one.get("/x")
    assert "17 s" in caught.value.line()
    assert caught.value.as_json()["error"]["retry_after"] == 17


def test_an_answer_of_something_else_is_not_taken_for_ours() -> None:
    with (
        api(lambda _: httpx2.Response(200, text="<html>welcome</html>")) as one,
        pytest.raises(Failure, match="not as a Zuka platform"),
    ):
        one.get("/x")
    with (
        api(lambda _: httpx2.Response(502, text="<html>bad gateway</html>")) as one,
        pytest.raises(Failure) as caught,
    ):
        one.get("/x")
    assert (caught.value.code, caught.value.exit_code) == ("http.502", 4)


def test_no_answer_is_told_with_the_address() -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("Connection refused", request=request)

    with api(refuse) as one, pytest.raises(Failure) as caught:
        one.get("/x")
    assert caught.value.exit_code == 4
    assert "http://zuka.test: Connection refused" in caught.value.line()


@pytest.mark.parametrize("url", ["zuka.test", "ftp://zuka.test", "http://", ""])
def test_an_address_without_a_scheme_is_a_typing_error(url: str) -> None:
    with pytest.raises(Failure) as caught:
        Api(Login(url))
    assert caught.value.exit_code == 2


def test_an_order_is_sent_again_under_the_same_key_until_it_is_answered() -> None:
    keys: list[str] = []

    def flaky(request: httpx2.Request) -> httpx2.Response:
        keys.append(request.headers["Idempotency-Key"])
        if len(keys) == 1:
            raise httpx2.ReadError("the answer was lost", request=request)
        if len(keys) == 2:
            return refusal(503, "engine.unavailable", **{"Retry-After": "2"})
        return httpx2.Response(202, json={"instance": {"id": "i-1"}})

    pauses: list[float] = []
    with api(flaky) as one:
        answer = one.order("/instances", {"count": 2}, key="k-1", pause=pauses.append)
    assert answer == {"instance": {"id": "i-1"}}
    assert keys == ["k-1", "k-1", "k-1"]
    assert pauses[1] == 2, "the platform said when"


def test_a_refused_order_is_not_sent_again() -> None:
    sent: list[httpx2.Request] = []

    def refuse(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return refusal(409, "market.sold_out")

    with api(refuse) as one, pytest.raises(Failure, match="sold_out"):
        one.order("/instances", {}, key="k-1")
    assert len(sent) == 1


def test_an_order_that_stays_unanswered_gives_up() -> None:
    with api(lambda _: refusal(503, "engine.unavailable")) as one, pytest.raises(Failure) as caught:
        one.order("/instances", {}, key="k-1", pause=lambda _: None)
    assert caught.value.exit_code == 4


def test_long_lists_are_read_page_by_page_and_no_further_than_wanted() -> None:
    def page(request: httpx2.Request) -> httpx2.Response:
        start = int(request.url.params.get("cursor", "0"))
        limit = int(request.url.params["limit"])
        items = [{"n": n} for n in range(start, min(start + limit, 450))]
        following = str(start + limit) if start + limit < 450 else None
        return httpx2.Response(200, json={"items": items, "next": following})

    with api(page) as one:
        assert [item["n"] for item in one.pages("/x", most=1000)] == list(range(450))
        assert len(list(one.pages("/x", most=250))) == 250
        assert list(one.pages("/x", most=0)) == []


async def _follow(handler: Handler) -> tuple[str, list[int]]:
    seen: list[int] = []
    async with AsyncApi(LOGIN, transport=httpx2.MockTransport(handler)) as one:
        ended = await follow.operation_async(
            one, "op-1", lambda op: seen.append(op["percent"]), ask_every_s=0.01
        )
    return ended["state"], seen


def _operation(percent: int) -> httpx2.Response:
    state = "succeeded" if percent == 100 else "running"
    return httpx2.Response(200, json={"id": "op-1", "state": state, "percent": percent})


async def test_an_operation_is_followed_where_there_is_no_stream() -> None:
    percents = iter([0, 40, 100])

    def platform(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/events"):
            return refusal(404, "request.not_found")
        return _operation(next(percents))

    assert await _follow(platform) == ("succeeded", [0, 40, 100])


async def test_an_operation_is_followed_through_a_platform_that_restarts() -> None:
    answers = iter([_operation(10), None, refusal(503, "engine.unavailable"), _operation(100)])

    def platform(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/events"):
            raise httpx2.ReadError("gone", request=request)
        answer = next(answers)
        if answer is None:
            raise httpx2.ConnectError("refused", request=request)
        return answer

    assert await _follow(platform) == ("succeeded", [10, 100])


async def test_an_operation_that_is_not_ours_is_not_waited_for() -> None:
    with pytest.raises(Failure, match=r"operations\.not_found"):
        await _follow(lambda _: refusal(404, "operations.not_found"))


async def test_events_are_read_with_their_ids_and_resumed_after_the_last() -> None:
    asked: list[str | None] = []

    def stream(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.headers.get("Last-Event-ID"))
        text = (
            ": hello\n\nid: 7\nevent: instance\ndata: {}\n\n: still here\n\n"
            f"id: 8\nevent: operation\ndata: {json.dumps({'subject': 'op-1'})}\n\n"
        )
        return httpx2.Response(200, text=text, headers={"Content-Type": "text/event-stream"})

    async with AsyncApi(LOGIN, transport=httpx2.MockTransport(stream)) as one:
        assert [event async for event in follow.events(one)] == [("instance", "7"), ("operation", "8")]
        assert [topic async for topic, _ in follow.events(one, "8")]
    assert asked == [None, "8"]
