"""Wire types of images and builds."""

from __future__ import annotations

from datetime import datetime

from zuka.images.models import BuildState, ImageState
from zuka.kit.web import Wire


class ImageView(Wire):
    """An image as renters see it; the cascade is framework → version → python → cuda (empty: no CUDA inside)."""

    id: str
    alias: str
    title: str
    framework: str
    version: str
    python: str
    cuda: str
    os: str
    state: ImageState
    simulated: bool
    size_bytes: int
    built_at: datetime | None


class BuildView(Wire):
    """A build as its operator follows it; `error` says in one sentence what went wrong."""

    id: str
    name: str
    region: str
    state: BuildState
    step: str
    percent: int
    attempts: int
    error: str | None
    created_at: datetime
    finished_at: datetime | None


class AdminImageView(ImageView):
    """An image as the operator sees it, with the regions that have it and the build under way."""

    name: str
    published: bool
    fingerprint: str
    recipe_checksum: str
    outdated: bool
    """Its recipe has changed since it was built."""
    regions: list[str]
    build: BuildView | None


class BuildRequest(Wire):
    region: str | None = None
    """Empty: the first region of the settings."""
