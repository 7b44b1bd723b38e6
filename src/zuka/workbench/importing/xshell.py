"""Xshell: one `.xsh` file per session, INI in UTF-16 or UTF-8; an `.xts` export is a zip archive of them. Passwords in
them are encrypted for one Windows account, so they stay behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zuka.workbench.connection_schemas import Auth
from zuka.workbench.importing.found import File, Found, folder_path, number, plain, sections, text_of

_METHODS: dict[str, Auth] = {
    "0": "password",
    "1": "key",
    "password": "password",
    "publickey": "key",
    "public key": "key",
}
_ROOTS = ("xshell/sessions/", "sessions/")


def accepts(file: File, text: str) -> bool:
    return file.suffix == "xsh" or "[CONNECTION:AUTHENTICATION]" in text


def read(files: Sequence[File]) -> Iterator[Found]:
    for file in files:
        ini = sections(text_of(file.data))
        connection = ini.get("CONNECTION", {})
        login = ini.get("CONNECTION:AUTHENTICATION", {})
        key = login.get("UserKey", "") or login.get("UserKeyName", "")
        found = Found(
            name=plain(file.stem, 80),
            host=connection.get("Host", ""),
            port=number(connection.get("Port", "22"), 22),
            username=plain(login.get("UserName", ""), 64),
            folder=_folder(file),
            auth="key" if key else _METHODS.get(login.get("Method", "").lower(), "password"),
            note=_note(connection.get("Description", ""), key),
            options={"encoding": "gbk" if _is_gbk(ini.get("TERMINAL", {})) else "utf-8"},
        )
        if connection.get("Protocol", "SSH").upper() != "SSH":
            found.problem = "not_ssh"
        elif found.auth == "key":
            found.problem = "key_missing"
        elif login.get("Password"):
            found.problem = "password_unreadable"
        yield found


def _folder(file: File) -> str:
    folder = f"{file.folder}/"
    for root in _ROOTS:
        at = folder.lower().rfind(root)
        if at >= 0:
            folder = folder[at + len(root) :]
            break
    return folder_path(folder)


def _note(description: str, key: str) -> str:
    return "\n".join(part for part in (description, f"UserKey {key}" if key else "") if part)[:4000]


def _is_gbk(terminal: dict[str, str]) -> bool:
    return terminal.get("Encoding", "").lower().startswith(("gb", "936"))
