"""MobaXterm: the `[Bookmarks…]` sections of `MobaXterm.ini` and of `.mxtsessions` exports. Passwords are not in them.

A value is made of fields between `%`; those that are read here are at the same place in every version seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zuka.workbench.importing.found import File, Found, folder_path, number, plain, sections, text_of

_TYPE = re.compile(r"#\d+#(\d+)$")
_SSH = "0"
_ESCAPES = {
    "__PTVIRG__": ";",
    "__DIEZE__": "#",
    "__DBLQUO__": '"',
    "__PIPE__": "|",
    "__EQUAL__": "=",
    "__PERCENT__": "%",
}
_HOST, _PORT, _USER, _COMMAND, _GATEWAY, _GATEWAY_PORT, _GATEWAY_USER, _KEY = 1, 2, 3, 7, 8, 9, 10, 14


def accepts(file: File, text: str) -> bool:
    return file.suffix == "mxtsessions" or re.search(r"^\[Bookmarks(_\d+)?\]", text, re.MULTILINE) is not None


def read(files: Sequence[File]) -> Iterator[Found]:
    for file in files:
        for section, values in sections(text_of(file.data)).items():
            if section.split("_")[0] != "Bookmarks":
                continue
            folder = folder_path(values.get("SubRep", ""))
            for name, value in values.items():
                # Some versions put a space before the value, and all put the kind of session in front of it.
                fields = value.strip().split("%")
                kind = _TYPE.search(fields[0])
                if name not in {"SubRep", "ImgNum"} and kind is not None:
                    yield from _found(_plain(name), folder, fields, is_ssh=kind[1] == _SSH)


def _found(name: str, folder: str, fields: Sequence[str], *, is_ssh: bool) -> Iterator[Found]:
    def at(place: int) -> str:
        return _plain(fields[place].split("#")[0]) if place < len(fields) else ""

    if not is_ssh:
        yield Found(name=plain(name, 80), host=at(_HOST), folder=folder, problem="not_ssh")
        return
    user, key, gateway = at(_USER), at(_KEY), at(_GATEWAY)
    found = Found(
        name=plain(name, 80),
        host=at(_HOST),
        port=number(at(_PORT) or 22, 22),
        # `<default>` and `[name of a saved log-in]` are not user names.
        username="" if user.startswith(("<", "[")) else plain(user, 64),
        folder=folder,
        auth="key" if key else "password",
        note=f"Key {key}"[:4000] if key else "",
        options={"start_command": at(_COMMAND)[:4000]} if at(_COMMAND) else {},
        problem="key_missing" if key else "",
    )
    if gateway:
        hosts, ports, users = (one.split("|") for one in (gateway, at(_GATEWAY_PORT), at(_GATEWAY_USER)))
        port = number(ports[0] or 22, 22)
        found.jump = f"{users[0]}@{hosts[0]}:{port}"
        found.problem = "jump_simplified" if len(hosts) > 1 else found.problem
        yield found
        yield Found(
            name=plain(hosts[0], 80),
            host=hosts[0],
            port=port,
            username=plain(users[0], 64),
            folder=folder,
            alias=found.jump,
        )
        return
    yield found


def _plain(text: str) -> str:
    for escape, character in _ESCAPES.items():
        text = text.replace(escape, character)
    return text
