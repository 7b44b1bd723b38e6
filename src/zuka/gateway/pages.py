"""The gateway's own pages: what is wrong and what to do, in Chinese and English, without a script.

They say nothing about who rents what: a visitor without a pass sees the same for every service.
"""

from __future__ import annotations

from aiohttp import web

_PAGE = """<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
{refresh}<title>{zh_title}</title>
<style>
body {{ font: 16px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; max-width: 36rem; margin: 18vh auto 0; padding: 0 1.5rem; }}
h1 {{ font-size: 1.5rem; margin: 0 0 .5rem; }}
p {{ margin: 0 0 1rem; }}
section + section {{ margin-top: 2rem; padding-top: 2rem; border-top: 1px solid #8884; }}
</style>
</head>
<body>
<section lang="zh"><h1>{zh_title}</h1><p>{zh}</p></section>
<section lang="en"><h1>{en_title}</h1><p>{en}</p></section>
</body>
</html>
"""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Server": "zuka",
}


def _page(
    request: web.BaseRequest,
    status: int,
    zh: tuple[str, str],
    en: tuple[str, str],
    *,
    refresh_seconds: int = 0,
) -> web.Response:
    headers = dict(_HEADERS)
    if refresh_seconds:
        headers["Retry-After"] = str(refresh_seconds)
    if "text/html" not in request.headers.get("Accept", ""):
        return web.Response(status=status, text=f"{en[0]}. {en[1]}\n", headers=headers)
    refresh = f'<meta http-equiv="refresh" content="{refresh_seconds}">\n' if refresh_seconds else ""
    text = _PAGE.format(refresh=refresh, zh_title=zh[0], zh=zh[1], en_title=en[0], en=en[1])
    return web.Response(status=status, text=text, content_type="text/html", headers=headers)


def unknown(request: web.BaseRequest) -> web.Response:
    return _page(
        request,
        404,
        ("这里没有服务", "没有这个实例，或者它没有开放这个端口。请在控制台的“我的实例”里重新打开。"),
        (
            "No service here",
            "There is no such instance, or it does not open this port. Open it again from the console.",
        ),
    )


def no_pass(request: web.BaseRequest) -> web.Response:
    return _page(
        request,
        401,
        (
            "请从控制台打开",
            "这个服务只有实例的主人能看。请登录控制台，在“我的实例”里点开它；浏览器会记住一段时间。",
        ),
        (
            "Open this from the console",
            "Only the owner of the instance may see this service. Log in to the console and open it from your instances;"
            " the browser will remember it for a while.",
        ),
    )


def spent_ticket(request: web.BaseRequest) -> web.Response:
    return _page(
        request,
        401,
        ("链接已失效", "这个链接已经用过或已过期。请回到控制台再点一次。"),
        ("The link has been used or has expired", "Go back to the console and open the service again."),
    )


def foreign(request: web.BaseRequest) -> web.Response:
    return _page(
        request,
        403,
        ("已拒绝", "这个请求来自另一个网站的页面，为了您的安全没有放行。"),
        ("Refused", "This request came from a page of another site and was not let through."),
    )


def silent(request: web.BaseRequest, port: int) -> web.Response:
    return _page(
        request,
        502,
        (
            f"端口 {port} 上没有服务",
            f"实例在运行，但没有程序在监听端口 {port}。启动您的程序后刷新本页；程序要监听 0.0.0.0。",
        ),
        (
            f"Nothing listens on port {port}",
            f"The instance is running, but no program listens on port {port}. Start yours, bound to 0.0.0.0, and reload.",
        ),
    )


def closed(request: web.BaseRequest) -> web.Response:
    return _page(
        request,
        404,
        ("端口已关闭", "这个端口转发已经关闭，或者它的 SSH 会话断开了。请回到工作台重新打开。"),
        (
            "The port was closed",
            "This forward was stopped, or its SSH session has ended. Open it again in the workbench.",
        ),
    )


def unanswered(request: web.BaseRequest, inside: str) -> web.Response:
    zh = f"SSH 连接正常，但远端机器上的 {inside} 没有应答。启动您的程序后刷新本页。"
    en = f"The SSH session is fine, but nothing answers at {inside} on the remote machine. Start your program and reload."
    return _page(request, 502, ("远端没有应答", zh), ("Nothing answers there", en))


def broken(request: web.BaseRequest, port: int) -> web.Response:
    return _page(
        request,
        502,
        ("服务中断了应答", f"端口 {port} 上的程序断开了连接，没有给出完整的应答。"),
        ("The service broke off", f"The program on port {port} closed the connection without a full answer."),
    )


def starting(request: web.BaseRequest) -> web.Response:
    return _page(
        request,
        503,
        ("实例正在启动", "马上就好，本页会自动刷新。"),
        ("The instance is starting", "It will be there in a moment; this page reloads by itself."),
        refresh_seconds=3,
    )


def off(request: web.BaseRequest) -> web.Response:
    return _page(
        request,
        503,
        ("实例没有运行", "请在控制台里开机，然后刷新本页。"),
        ("The instance is not running", "Start it in the console, then reload this page."),
    )


def malformed(request: web.BaseRequest) -> web.Response:
    return _page(
        request,
        400,
        ("请求有误", "这不是一个可以转发的请求。"),
        ("Bad request", "This is not a request that can be passed on."),
    )
