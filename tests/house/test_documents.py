"""What is written for people: links lead somewhere, commands exist, and both languages tell the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from house import rules
from zuka.cli import reference

SCRIPT = {"test", "env", "dev", "bench"}
"""What the script in the project's root does itself."""
PAIRS = [
    ("README.md", "README.zh.md"),
    ("docs/guides/renter.en.md", "docs/guides/renter.zh.md"),
    ("docs/guides/cli.en.md", "docs/guides/cli.zh.md"),
    ("docs/guides/operator.en.md", "docs/guides/operator.zh.md"),
    ("docs/guides/workbench.en.md", "docs/guides/workbench.zh.md"),
]


def pages() -> list[Path]:
    found = rules.committed("**/*.md")
    assert len(found) > 10
    return found


def anchors(text: str) -> set[str]:
    """Names under which the headings of a page can be linked to."""
    titles = re.findall(r"^#+ (.+)$", without_code(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def without_code(text: str) -> str:
    return re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)


def link_problems(page: Path, text: str) -> Iterator[str]:
    """Relative links that lead nowhere."""
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(text)):
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        aim = (page.parent / path) if path else page
        if not aim.exists():
            yield f"{page.name}: {target}"
        elif anchor and aim.suffix == ".md" and anchor not in anchors(aim.read_text()):
            yield f"{page.name}: {target} has no such heading"


def command_problems(text: str, known: Collection[str]) -> Iterator[str]:
    """Commands of ours, in code, that there are not."""
    code = [*re.findall(r"```.*?```", text, re.DOTALL), *re.findall(r"`([^`\n]+)`", without_code(text))]
    for line in (line for block in code for line in block.splitlines()):
        for words in re.findall(r"(?:^|[$#] |^\s+)(?:\./)?zuka((?: [a-z][a-z-]*)+)", line):
            parts = words.split()
            if parts[0] not in SCRIPT and not any(
                " ".join(parts[:length]) in known for length in range(1, len(parts) + 1)
            ):
                yield f"zuka {' '.join(parts)}"


def outline(text: str) -> list[int]:
    """The levels of the headings, in order."""
    return [len(marks) for marks in re.findall(r"^(#+) ", without_code(text), re.MULTILINE)]


def commands() -> set[str]:
    return {name.removeprefix("zuka ") for name, _ in reference.commands()}


def test_every_link_leads_somewhere() -> None:
    assert [problem for page in pages() for problem in link_problems(page, page.read_text())] == []


def test_every_command_that_is_written_about_exists() -> None:
    known = commands()
    assert len(known) > 40
    written = [(page.name, one) for page in pages() for one in command_problems(page.read_text(), known)]
    assert written == []


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_languages_have_the_same_outline(english: str, chinese: str) -> None:
    first, second = (outline((rules.ROOT / name).read_text()) for name in (english, chinese))
    assert len(first) >= 4
    assert first == second


def test_every_decision_is_listed_and_numbered() -> None:
    folder = rules.ROOT / "docs" / "decisions"
    names = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    listed = (folder / "README.md").read_text()
    assert [name for name in names if f"({name})" not in listed] == []


def test_a_link_to_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Here\n[a](gone.md) [b](#here) [c](#there) [d](page.md#here)\n```\n[e](gone.md)\n```\n")
    assert list(link_problems(page, page.read_text())) == [
        "page.md: gone.md",
        "page.md: #there has no such heading",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```console\n$ ./zuka rent --yes\n$ zuka lend 3\n```", ["zuka lend"]),
        ("Type `zuka admin hosts ls` or `zuka admin ghosts ls`.", ["zuka admin ghosts ls"]),
        ("`./zuka test tests/wallet` and zuka anything in prose, `journalctl -u zuka`", []),
        ("```\n# ./zuka up\nzuka: no such thing\n```", []),
    ],
)
def test_a_command_that_is_not_there_is_found(text: str, found: list[str]) -> None:
    assert list(command_problems(text, {"rent", "up", "admin hosts ls"})) == found


def test_a_missing_translation_is_found() -> None:
    assert outline("# A\n## B\n```\n# not one\n```\n## C\n") == [1, 2, 2] != outline("# 甲\n## 乙\n")
