"""Our own export, opened with its passphrase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zuka.errors import Invalid
from zuka.workbench import export
from zuka.workbench.importing.found import TOO_LARGE, File, Found, text_of

_MOST_DOCUMENTS = 20
"""Each takes a part of a second to open, on purpose."""


def accepts(file: File, text: str) -> bool:
    return export.is_ours(text)


def read(files: Sequence[File], passphrase: str) -> Iterator[Found]:
    if not passphrase:
        raise Invalid("workbench.import_passphrase", "This export needs its passphrase.")
    if len(files) > _MOST_DOCUMENTS:
        raise Invalid(TOO_LARGE)
    for place, file in enumerate(files):
        content = export.unseal(text_of(file.data), passphrase)
        for number, one in enumerate(content.connections):
            yield Found(
                name=one.name,
                host=one.host,
                port=one.port,
                username=one.username,
                folder=one.folder,
                auth=one.auth,
                password=one.password or "",
                private_key=one.private_key or "",
                passphrase=one.passphrase or "",
                note=one.note,
                alias=f"{place}/{number}",
                jump=f"{place}/{content.jumps[number]}" if number in content.jumps else "",
                tags=list(one.tags),
                options=one.options.model_dump(),
            )
