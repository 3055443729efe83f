"""Rows about the log, its stamps, custody, and the tool itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.verify import Outcome
from keepsake.formats.checklist.rows import MET, NOT, PARTLY, Found, Place, share
from keepsake.formats.checklist.subject import MOST_FILES, files, of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keepsake.formats.bundle.payload import Exhibit, Proof
    from keepsake.formats.checklist.subject import Subject

_ARTIFACTS = (5, 6)


def clock(subject: Subject) -> Found:
    """2: whether each page has its zone, and a stamp that tells how far the clock was off."""
    good = [one for one, proof in _captured(subject) if one.zone[0] and proof.stamps]
    places = [of(good, "facts"), *_stamps(subject, ".json")]
    return share(len(good), len(subject.captured), places, "no_stamp")


def _captured(subject: Subject) -> list[tuple[Exhibit, Proof]]:
    pairs = zip(subject.exhibits, subject.facts.proofs, strict=True)
    numbers = {one.number for one in subject.captured}
    return [(one, proof) for one, proof in pairs if one.number in numbers]


def _stamps(subject: Subject, ending: str) -> list[Place]:
    names = {
        f"log/stamps/{stamp.size}-{stamp.authority}{ending}"
        for proof in subject.facts.proofs
        for stamp in proof.stamps
    }
    return [Place(file=name) for name in sorted(names)[:MOST_FILES]]


def tested(subject: Subject) -> Found:
    """11: whether a record of tests belongs to this version and covers what captured these."""
    record = subject.facts.validation
    if record is None:
        return Found(NOT, (), "no_record")
    places = tuple(Place(file=f"validation/record.{kind}") for kind in ("pdf", "json"))
    if record.passed != record.tests:
        return Found(PARTLY, places, "failures")
    programs = {one.record.program.partition(" ")[2] for one in subject.captured}
    other = programs - {record.program}
    return Found(PARTLY, places, "other_version") if other else Found(MET, places)


def fingerprints(subject: Subject) -> Found:
    """13: whether all fingerprints that were noted at the capture still hold."""
    broken = {
        step.number for step in subject.facts.checked.steps if step.outcome is Outcome.INVALID
    }
    places = (Place(part="checks"), *files(subject.exhibits, "manifest"))
    if subject.facts.insisted or broken.intersection(_ARTIFACTS):
        return Found(PARTLY, places, "insisted")
    return Found(MET, places) if subject.exhibits else Found(NOT, (), "no_pages")


def transfers(subject: Subject) -> Found:
    """14: whether it is told that everything was compared when it was handed over."""
    if subject.facts.insisted:
        return Found(PARTLY, (Place(part="checks"),), "insisted")
    return _custody(subject, Place(part="checks"))


def _custody(subject: Subject, *places: Place) -> Found:
    if not subject.facts.custody:
        return Found(PARTLY, places, "not_told")
    return Found(MET, (Place(file="custody.csv"), *places))


def stamped(subject: Subject) -> Found:
    """15: whether each exhibit has a stamp."""
    good = [proof for proof in subject.facts.proofs if proof.stamps]
    return share(len(good), len(subject.exhibits), _stamps(subject, ".tsr"), "no_stamp")


def qualified(subject: Subject) -> Found:
    """16: whether one of the stamps is by an authority that is confirmed to be qualified."""
    used = {stamp.authority for proof in subject.facts.proofs for stamp in proof.stamps}
    if not used:
        return Found(NOT, (), "no_stamp")
    good = used & subject.beside.qualified
    places = tuple(_stamps(subject, ".tsr"))
    return Found(MET, places) if good else Found(PARTLY, places, "not_confirmed")


def acts(subject: Subject) -> Found:
    """19: whether all that was done is told."""
    found = _custody(subject)
    if found.state == MET and subject.facts.withheld:
        return Found(PARTLY, found.places, "withheld")
    return found


def first_second(subject: Subject) -> Found:
    """20: whether custody is told from the moment on at which the first file was there."""
    begun = [one for one in subject.exhibits if one.body.parts and one.body.parts[0].kept]
    if len(begun) < len(subject.exhibits):
        return Found(PARTLY, (of(begun, "facts"),), "some")
    return _custody(subject, *files(subject.exhibits, "begin"))


def system(subject: Subject) -> Found:
    """21: whether it was noted how the computer did."""
    good = [one for one in subject.exhibits if one.body.host]
    places = [of(good, "facts"), Place(file="drafts/canada.pdf")]
    return share(len(good), len(subject.exhibits), places, "no_facts")


def renewed(subject: Subject) -> Found:
    """27: whether no stamp runs out soon without one that renews it."""
    places = tuple(_stamps(subject, ".tsr"))
    if not places:
        return Found(NOT, (), "no_stamp")
    return Found(PARTLY, places, "expiring") if subject.beside.expiring else Found(MET, places)


def elsewhere(subject: Subject) -> Found:
    """32: whether somebody else holds an earlier head of the log, or a public chain does."""
    handed = [Place(file=f"log/consistency/{size}.proof") for size in subject.beside.handed]
    blocks = [
        proof
        for proof in subject.facts.proofs
        if proof.calendar_proof and proof.calendar_proof.leads
    ]
    chain = [
        Place(file=f"log/stamps/{proof.calendar_proof.size}-ots.ots")
        for proof in blocks[:1]
        if proof.calendar_proof
    ]
    if handed or chain:
        return Found(MET, (*handed[:MOST_FILES], *chain))
    stamps = tuple(_stamps(subject, ".tsr"))
    return Found(PARTLY, stamps, "one_copy") if stamps else Found(NOT, (), "no_stamp")


def rules() -> Iterator[tuple[int, Callable[[Subject], Found]]]:
    """Each with its number."""
    yield from {
        2: clock,
        11: tested,
        13: fingerprints,
        14: transfers,
        15: stamped,
        16: qualified,
        19: acts,
        20: first_second,
        21: system,
        27: renewed,
        32: elsewhere,
    }.items()
