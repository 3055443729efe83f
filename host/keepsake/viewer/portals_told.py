"""Whether a copy fits what portals take, in words, with what that is known from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.flows.export.portals import portals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.local_time import LocalTimes
    from keepsake.viewer.catalogue import Catalogue


class PortalFit(NamedTuple):
    """One portal: whether it fits, what else to know, and whether that was confirmed."""

    fits: str
    note: str
    state: str


def told(files: Sequence[tuple[str, int]], text: Catalogue, times: LocalTimes) -> list[PortalFit]:
    """A row for each portal that is known.

    Args:
        files: Name and size of each.
        text: The words of the window.
        times: For the day on which a limit was read.
    """
    rows = []
    for portal in portals():
        fits = portal.fits(files)
        key = "unknown" if fits is None else "fits" if fits else "too_large"
        day, source = times.date(portal.checked), portal.source[text.language]
        state = "confirmed" if portal.confirmed else "unconfirmed"
        rows.append(
            PortalFit(
                text(f"handed.portal.{key}", name=portal.name[text.language]),
                portal.note[text.language],
                text(f"handed.portal.{state}", day=day, source=source),
            )
        )
    return rows
