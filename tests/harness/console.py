"""People in front of real browsers: the console in Chromium, as one story needs it.

A `Seat` is one person at one browser with its own cookies. Whatever a page should never do is noted while it is used,
and `Seat.leave` fails the story for it: a script error, something that the content policy forbids, a request to
anywhere but the platform.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

WEB = Path(__file__).parents[2] / "web"
CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = [
    "--no-sandbox",  # It runs as root; the pages are our own.
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_DRAWS = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
"""A graphics card made of the processor, for stories that are about drawing with one."""
_HOME = re.compile(
    r"^(?:https?|wss?)://(?:127\.0\.0\.1|localhost|[\w.-]+\.localhost)(?::\d+)?/|^(?:data|blob|about):"
)
"""Where a page of ours may ask: the platform, and instances' own addresses below `localhost`."""
_REFUSED = "Failed to load resource"
"""The browser's own note of an answer that is an error; what the page makes of it is what counts."""
PATIENCE_MS = 20_000
"""How long a page may take on a machine that has other things to do; nobody waits for what is there."""
expect.set_options(timeout=PATIENCE_MS)

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
Theme = Literal["light", "dark"]


@cache
def words(language: Language) -> dict[str, Any]:
    """Everything the console says in one language, by room."""
    folder = WEB / "src" / "locales" / language
    return {file.stem: json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))}


def say(language: Language, key: str, **facts: object) -> str:
    """The words of `key`, e.g. `market.title`, as the console fills them in."""
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda match: str(facts[match[1]]), _template(language, key))


def _template(language: Language, key: str) -> str:
    found: Any = words(language)
    for part in key.split("."):
        found = found[part]
    assert isinstance(found, str), key
    return found


class Seat:
    """One person at one browser. `page` is the tab in front of them."""

    def __init__(self, context: BrowserContext, url: str, language: Language) -> None:
        self.context, self.url, self.language = context, url, language
        self.complaints: list[str] = []
        self.clicks = 0
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", self._watch)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        self.page = context.new_page()

    def _watch(self, request: Request) -> None:
        if not _HOME.match(request.url):
            self.complaints.append(f"a request to elsewhere: {request.url}")

    def _hear(self, message: ConsoleMessage) -> None:
        # Pages of an instance, JupyterLab's, are their own business.
        if message.type != "error" or not message.location.get("url", "").startswith(self.url):
            return
        if not message.text.startswith(_REFUSED):
            self.complaints.append(f"console: {message.text}")

    def say(self, key: str, **facts: object) -> str:
        return say(self.language, key, **facts)

    def like(self, key: str) -> re.Pattern[str]:
        """Found where the words of `key` are, with whatever is filled in."""
        parts = re.split(r"\{\{\s*\w+\s*\}\}", _template(self.language, key))
        return re.compile(".+".join(re.escape(part) for part in parts))

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)

    def sits_down(self, name: str, password: str) -> None:
        """Log in without the form, for stories that are not about it."""
        answer = self.context.request.post(
            f"{self.url}/api/v1/sessions", data={"name": name, "password": password}
        )
        assert answer.ok, answer.text()

    def click(self, target: Locator) -> None:
        """A click that counts."""
        target.click()
        self.clicks += 1

    def button(self, key: str, **facts: object) -> Locator:
        return self.page.get_by_role("button", name=self.say(key, **facts), exact=True)

    def link(self, key: str, **facts: object) -> Locator:
        return self.page.get_by_role("link", name=self.say(key, **facts), exact=True)

    def room(self, key: str) -> Locator:
        """A page's link in the side bar."""
        rooms = self.page.get_by_role("navigation", name=self.say("frame.navigation"))
        return rooms.get_by_role("link", name=self.say(key)).first

    def sees(self, text: str | re.Pattern[str], *, seconds: float = 20) -> None:
        """Waits until it is on the page, by itself."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=seconds * 1000)

    def sees_state(self, state: str, *, seconds: float = 60) -> None:
        """Waits until an instance on the page is in this state."""
        word = self.page.get_by_role("main").get_by_text(self.say(f"states.{state}"), exact=True)
        expect(word.first).to_be_visible(timeout=seconds * 1000)

    def clipboard(self) -> str:
        held: str = self.page.evaluate("navigator.clipboard.readText()")
        return held

    def aside(self) -> str:
        """What a story that failed does not say by itself."""
        complaints = "".join(f"\n  {one}" for one in self.complaints)
        return f"The {self.language} page was {self.page.url}; its complaints:{complaints or ' none'}"

    def leave(self) -> None:
        """Close the browser; fails when a page did what none may do."""
        self.context.close()
        assert not self.complaints, "\n".join(self.complaints)


class Browsers:
    """Chromium, and the people who sit down in front of it."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    @contextmanager
    def seat(
        self,
        url: str,
        *,
        language: Language = "zh",
        theme: Theme = "light",
        size: tuple[int, int] = (1280, 800),
        options: Mapping[str, Any] | None = None,
    ) -> Iterator[Seat]:
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
            timezone_id="Asia/Shanghai",
            color_scheme=theme,
            # What moves is not there yet: a click on it would land beside it.
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
            **(options or {}),
        )
        seat = Seat(context, url, language)
        try:
            yield seat
        except BaseException as failure:
            failure.add_note(seat.aside())
            context.close()
            raise
        seat.leave()


@contextmanager
def browsers(*, graphics: bool = False) -> Iterator[Browsers]:
    """A Chromium of its own."""
    arguments = [*(one for one in _ARGUMENTS if one != "--disable-gpu"), *_DRAWS] if graphics else _ARGUMENTS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield Browsers(browser)
        finally:
            browser.close()


AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds serious or critical on the page as it is."""
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations)"
    )
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:160]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
