"""The checklist of what is handed over: what goes along that the exhibits do not tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from keepsake.core.entry import body as body_of
from keepsake.core.entry import decode
from keepsake.core.hashing import sha256
from keepsake.core.note import open_checkpoint
from keepsake.core.renewal import KIND, RenewalBody
from keepsake.core.timestamp.exchange import TimestampError, check_response
from keepsake.env import parse_utc
from keepsake.formats.bundle.payload import used_stamps
from keepsake.formats.checklist.assess import assess
from keepsake.formats.checklist.subject import Beside, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.flows.export.content import Content, Proven
    from keepsake.flows.export.papers import PapersContent
    from keepsake.formats.bundle.payload import LogFacts
    from keepsake.stamp.authorities import Authority

_AHEAD = timedelta(days=180)


def with_checklist(
    content: Content, proven: Proven, log: LogFacts, authorities: Sequence[Authority]
) -> PapersContent:
    """What the papers are made of, with the checklist of it.

    Args:
        content: What is handed over.
        proven: The same with its proofs.
        log: Of the vault.
        authorities: Whose roots are known.
    """
    papers = proven.papers
    newest = open_checkpoint(log.checkpoint, log.key).size
    beside = Beside(
        statement=content.statement is not None,
        redacted=bool(content.redacted),
        handed=tuple(sorted(size for size in set(log.handed) if 0 < size < newest)),
        expiring=_is_expiring(proven, authorities),
        qualified=frozenset(one.id for one in authorities if one.qualified),
    )
    found = assess(Subject(content.exhibits, papers.facts, content.brief, beside))
    return replace(papers, facts=replace(papers.facts, checklist=found))


def _is_expiring(proven: Proven, authorities: Sequence[Authority]) -> bool:
    """Whether a stamp in here runs out within half a year and no record in here renews it."""
    roots = {one.id: one.roots for one in authorities}
    until = parse_utc(proven.papers.facts.made.utc) + _AHEAD
    renewed = {
        (row.size, row.authority)
        for record in map(decode, proven.records.values())
        if record.kind == KIND
        for row in body_of(record, RenewalBody).stamps
    }
    for stamp in used_stamps(proven.proofs):
        if stamp.authority not in roots or (stamp.size, stamp.authority) in renewed:
            continue
        try:
            digest = sha256(stamp.checkpoint)
            facts = check_response(stamp.tsr, digest, None, roots[stamp.authority])
        except TimestampError:
            continue  # the check of the copy names it
        if facts.first_expiry <= until:
            return True
    return False
