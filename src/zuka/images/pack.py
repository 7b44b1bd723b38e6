"""The last steps of a build: what of the building machine is taken out, what of the site goes in, and the two files
that an engine imports."""

from __future__ import annotations

import io
import platform
import re
import shutil
import tarfile
from pathlib import Path

from zuka.images.sources import Site

_EMPTIED = ("etc/machine-id", "etc/resolv.conf", "etc/zuka/identity.ready")
_REMOVED = (
    "etc/hostname", "etc/ssh/ssh_host_*", "var/lib/dbus/machine-id", "var/lib/systemd/random-seed",
    "var/lib/systemd/credential.secret", "etc/.pwd.lock", "etc/*-", "root/.cache", "root/.bash_history", "root/.local",
    "root/.config", "root/.ipython", "root/.jupyter", "var/cache/apt/*.bin", "var/cache/apt/archives/*.deb",
    "var/lib/apt/lists/*", "var/cache/ldconfig/aux-cache", "tmp/*", "tmp/.[!.]*", "var/tmp/*", "run/*",
    "etc/apt/apt.conf.d/99mmdebstrap", "etc/dpkg/dpkg.cfg.d/99mmdebstrap",
)  # fmt: skip
_PIP_CONF = "etc/pip.conf"
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def write_site(root: Path, site: Site) -> None:
    """Replace the building machine's apt sources by the distribution's own defaults or the site's mirror, and set what
    else the site wants."""
    default = root / "usr/share/doc/apt/examples/sources.list"
    if default.is_file():
        lines = [line for line in default.read_text().splitlines() if line.startswith("deb ")]
        if site.apt_mirror:
            # `…/debian` and `…/debian-security` are two archives on one mirror.
            base = site.apt_mirror.rstrip("/").removesuffix("/debian")
            lines = [
                re.sub(r"^deb \S+/(debian(?:-security)?)/? ", rf"deb {base}/\1 ", line) for line in lines
            ]
        (root / "etc/apt/sources.list").write_text("".join(line + "\n" for line in lines))
        for extra in (root / "etc/apt/sources.list.d").glob("*"):
            extra.unlink()
    settings = []
    if site.pip_index:
        settings.append(f"index-url = {site.pip_index}")
    if site.ca_bundle is not None:
        settings.append("cert = /etc/ssl/certs/ca-certificates.crt")
        _write_certificates(root, site.ca_bundle)
    if settings:
        (root / _PIP_CONF).write_text("\n".join(["[global]", *settings]) + "\n")


def _write_certificates(root: Path, bundle: Path) -> None:
    """One file per certificate, as `update-ca-certificates` wants them, and the variables for programs that bring
    their own list."""
    folder = root / "usr/local/share/ca-certificates"
    folder.mkdir(parents=True, exist_ok=True)
    for number, found in enumerate(_CERTIFICATE.findall(bundle.read_text())):
        (folder / f"site-{number}.crt").write_text(found + "\n")
    environment = root / "etc/environment"
    known = [
        line
        for line in environment.read_text().splitlines()
        if "CA_BUNDLE" not in line and "SSL_CERT" not in line
    ]
    store = "/etc/ssl/certs/ca-certificates.crt"
    known += [f"REQUESTS_CA_BUNDLE={store}", f"SSL_CERT_FILE={store}"]
    environment.write_text("".join(line + "\n" for line in known))


def clean(root: Path) -> None:
    """Take out everything that would make two machines alike, or that tells of the machine that built them."""
    for pattern in _REMOVED:
        for path in root.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    for path in (root / "var/log").rglob("*"):
        if path.is_file():
            path.unlink()
    for name in _EMPTIED:
        path = root / name
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o644)


def write_metadata(path: Path, *, name: str, summary: str, facts: dict[str, str], at: int) -> None:
    """The engine's half of a split image; `at` is seconds since 1970."""
    machine = platform.machine()
    lines = [
        f"architecture: {machine}",
        f"creation_date: {at}",
        "properties:",
        f'  description: "{summary or name}"',
        f'  name: "{name}"',
        *(f'  {key}: "{value}"' for key, value in sorted(facts.items()) if value),
    ]
    content = ("\n".join(lines) + "\n").encode()
    with tarfile.open(path, "w:xz") as archive:
        member = tarfile.TarInfo("metadata.yaml")
        member.size, member.mtime = len(content), at
        archive.addfile(member, io.BytesIO(content))


def squash_command(root: Path, target: Path) -> list[str]:
    """Compress for a quick unpack and a reasonable size: higher levels cost minutes and win a few per cent."""
    return [
        "mksquashfs", str(root), str(target), "-noappend", "-quiet", "-no-progress", "-comp", "zstd",
        "-Xcompression-level", "6", "-b", "256K",
    ]  # fmt: skip
