"""SecureCRT: one `.ini` file per session (`S:"Hostname"=…`, numbers in hexadecimal), and the XML of its export (numbers
in decimal). Passwords in them are encrypted, so they stay behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree as ET

from zuka.errors import Invalid
from zuka.workbench.importing.found import (
    UNREADABLE,
    File,
    Found,
    folder_path,
    number,
    plain,
    text_of,
)

_LINE = re.compile(r'^([SDBZ]):"([^"]+)"=(.*)$', re.MULTILINE)
_SKIPPED = {"default", "__folderdata__"}
_DEEPEST = 32


def accepts(file: File, text: str) -> bool:
    return "<VanDyke" in text[:4096] or 'S:"Hostname"=' in text


def read(files: Sequence[File]) -> Iterator[Found]:
    for file in files:
        text = text_of(file.data)
        if "<VanDyke" in text[:4096]:
            yield from _of_xml(text)
        elif file.stem.lower() not in _SKIPPED:
            found = {name: value.strip() for kind, name, value in _LINE.findall(text)}
            if found.get("Hostname"):
                folder = re.sub(r"^.*?(Config/)?Sessions(/|$)", "", file.folder)
                yield _found(plain(file.stem, 80), folder_path(folder), found, base=16)


def _of_xml(text: str) -> Iterator[Found]:
    # A document type is where entities that grow without end are declared; these files have none.
    if re.search(r"<!\s*(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise Invalid(UNREADABLE, "An XML file with a document type is not read.")
    try:
        root = ET.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))  # noqa: S314  # No entities: see above.
    except (ET.ParseError, ValueError) as error:
        raise Invalid(UNREADABLE, "The XML file is damaged.") from error
    for sessions in root.findall("key"):
        if sessions.get("name") == "Sessions":
            yield from _below(sessions, [])


def _below(element: ET.Element, names: list[str]) -> Iterator[Found]:
    if len(names) > _DEEPEST:
        raise Invalid(UNREADABLE, "Folders in the file are too deep.")
    for key in element.findall("key"):
        name = key.get("name") or ""
        values = {
            one.get("name") or "": (one.text or "").strip() for one in key if one.tag in {"string", "dword"}
        }
        if not values.get("Hostname"):
            yield from _below(key, [*names, name])
        elif name.lower() not in _SKIPPED:
            yield _found(plain(name, 80), folder_path("/".join(names)), values, base=10)


def _found(name: str, folder: str, values: Mapping[str, str], *, base: int) -> Found:
    key = values.get("Identity Filename V2", "").partition("::")[0]
    gateway = values.get("Firewall Name", "")
    found = Found(
        name=name,
        alias=name,
        host=values["Hostname"],
        port=number(values.get("[SSH2] Port") or values.get("Port") or "", 22, base=base),
        username=plain(values.get("Username", ""), 64),
        folder=folder,
        auth="key" if key else "password",
        note=f"Identity {key}"[:4000] if key else "",
        # `Session:path/name` is another session to go through; anything else is a proxy.
        jump=gateway.removeprefix("Session:").rpartition("/")[2] if gateway.startswith("Session:") else "",
    )
    if values.get("Protocol Name", "SSH2").upper() not in {"SSH2", "SSH1", "SSH"}:
        found.problem = "not_ssh"
    elif key:
        found.problem = "key_missing"
    elif values.get("Password V2") or values.get("Password"):
        found.problem = "password_unreadable"
    return found
