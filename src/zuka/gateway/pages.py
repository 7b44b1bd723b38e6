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
:root {{ --back: #f4f5f6; --card: #fff; --text: #1b1f23; --quiet: #58616a; --line: #dfe3e6; --accent: #0a7d52; --on: #fff; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --back: #131618; --card: #1c2023; --text: #e6e9eb; --quiet: #9aa4ad; --line: #31373c; --accent: #3ecf8e; --on: #06140d; }}
}}
body {{ font: 15px/1.65 system-ui, "Noto Sans CJK SC", sans-serif; color: var(--text); background: var(--back); margin: 0; padding: 14vh 16px 32px; }}
main {{ max-width: 34rem; margin: 0 auto; padding: 28px 32px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }}
h1 {{ font-size: 1.3rem; line-height: 1.4; margin: 0 0 6px; }}
h1[lang=en] {{ font-size: 1.05rem; margin-top: 24px; padding-top: 20px; border-top: 1px solid var(--line); }}
p {{ margin: 0; color: var(--quiet); overflow-wrap: anywhere; }}
.again {{ margin-top: 24px; }}
.again a {{ display: inline-block; padding: 6px 16px; color: var(--on); background: var(--accent); border-radius: 6px; text-decoration: none; }}
.again a:focus-visible {{ outline: 2px solid var(--text); outline-offset: 2px; }}
</style>
</head>
<body>
<main>
<h1>{zh_title}</h1><p>{zh}</p>
<h1 lang="en">{en_title}</h1><p lang="en">{en}</p>
{again}</main>
</body>
</html>
"""
_AGAIN = '<p class="again"><a href="">再试一次 · <span lang="en">Try again</span></a></p>\n'
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
    again: bool = False,
) -> web.Response:
    """`again` offers to ask the same once more, where the visitor can do something about it."""
    headers = dict(_HEADERS)
    if refresh_seconds:
        headers["Retry-After"] = str(refresh_seconds)
    if "text/html" not in request.headers.get("Accept", ""):
        return web.Response(status=status, text=f"{en[0]}. {en[1]}\n", headers=headers)
    refresh = f'<meta http-equiv="refresh" content="{refresh_seconds}">\n' if refresh_seconds else ""
    text = _PAGE.format(
        refresh=refresh, again=_AGAIN if again else "", zh_title=zh[0], zh=zh[1], en_title=en[0], en=en[1]
    )
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
            f"实例在运行，但没有程序在监听端口 {port}。启动您的程序后再试；程序要监听 0.0.0.0。",
        ),
        (
            f"Nothing listens on port {port}",
            f"The instance is running, but no program listens on port {port}. Start yours, bound to 0.0.0.0, and try again.",
        ),
        again=True,
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
    zh = f"SSH 连接正常，但远端机器上没有程序在 {inside} 应答。启动您的程序（或等它启动完）后再试。"
    en = (
        f"The SSH session is fine, but no program answers at {inside} on the remote machine. Start yours, or wait until"
        " it is up, and try again."
    )
    return _page(request, 502, (f"{inside} 上没有服务", zh), (f"Nothing listens at {inside}", en), again=True)


def broken(request: web.BaseRequest, port: int) -> web.Response:
    return _page(
        request,
        502,
        ("服务中断了应答", f"端口 {port} 上的程序断开了连接，没有给出完整的应答。"),
        ("The service broke off", f"The program on port {port} closed the connection without a full answer."),
        again=True,
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
        ("实例没有运行", "请在控制台里开机，然后再试。"),
        ("The instance is not running", "Start it in the console, then try again."),
        again=True,
    )


def malformed(request: web.BaseRequest) -> web.Response:
    return _page(
        request,
        400,
        ("请求有误", "这不是一个可以转发的请求。"),
        ("Bad request", "This is not a request that can be passed on."),
    )
