"""case.jsonld: accounts, messages, files, where they came from, who is named, in CASE/UCO.

Derived from entries and manifests for tools that read the ontology; the exact bytes stay in the
exhibits. Who somebody is stands in it as what the person says, with how sure they are and why. An
account that is known only by the name beside a message is given as a display name, never as an
identifier. Names of objects are UUIDs made from what they name, so that the same capture has the
same names in every bundle.

Source: CASE 1.4, UCO 1.4.
"""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from keepsake.core.added.entry import KIND
from keepsake.core.manifest import DIVIDER
from keepsake.core.parties import parties
from keepsake.env import parse_utc

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from keepsake.core.briefing.rows import Because, Eyewitness, Login, Reported
    from keepsake.core.case.entries import PersonBody
    from keepsake.core.entry import Part
    from keepsake.core.manifest import Item
    from keepsake.core.parties import Parties
    from keepsake.formats.bundle.payload import Exhibit

CONTEXT = {
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "co": "http://purl.org/co/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_SPACE = uuid.UUID("8a0e2f9e-4c1b-4f0e-9d35-6b2f5c5b7f10")
_BY_HAND = "Added by hand by the person, not captured; whether it is all there was is not known."
_CUT_SHORT = " It was cut short; its messages are those that had been read by then."
_AS_SHOWN = "Shown in a browser at the time of the capture; not received from the service itself."

Node = dict[str, Any]


class Named(NamedTuple):
    """Who is named: by whom the person feels wronged, who viewed the pages, who else saw them.

    Attributes:
        people: Whom the person names, each as it was written down.
        reasons: Why, one by one, in the same order.
        accounts: Of the captures, which may be theirs.
        logins: With which account each page was viewed.
        eyewitnesses: Who else looked at live pages.
    """

    people: Sequence[PersonBody] = ()
    accounts: Sequence[Reported] = ()
    reasons: Sequence[Sequence[Because]] = ()
    logins: Sequence[Login] = ()
    eyewitnesses: Sequence[Eyewitness] = ()


NOBODY = Named()


@dataclass
class _Graph:
    """The objects so far, each once; those that were not taken yet as lines.

    Attributes:
        known: How others refer to what is in it, by name.
        accounts: How others refer to those that a page shows, by platform and value.
    """

    known: dict[str, Node] = field(default_factory=dict)
    lines: list[bytes] = field(default_factory=list)
    accounts: dict[tuple[str, str], list[Node]] = field(default_factory=dict)

    def add(self, name: str, kind: str, members: Node) -> Node:
        """Adds an object unless it is there, and gives how others refer to it."""
        if name not in self.known:
            self.lines.append(b",\n" if self.known else b"\n")
            own = self.known[name] = {"@id": _id(name)}
            self.lines.append(msgspec.json.encode({**own, "@type": kind, **members}))
        return self.known[name]

    def taken(self) -> Iterator[bytes]:
        """The lines since the last time."""
        lines, self.lines = self.lines, []
        yield from lines


def case_uco(exhibits: Sequence[Exhibit], program: str, named: Named = NOBODY) -> Iterator[bytes]:
    """The graph of some exhibits.

    Args:
        exhibits: What is handed over.
        program: Name and version of the program, as in the entries.
        named: Who is named, as far as the person tells it.

    Yields:
        JSON-LD with one object a line, in pieces.
    """
    graph = _Graph()
    yield b'{"@context":' + msgspec.json.encode(CONTEXT) + b',"@graph":['
    tool = _tool(graph, program)
    logins = {one.exhibit: one for one in named.logins}
    for exhibit in exhibits:
        yield from _exhibit(graph, exhibit, tool, logins.get(exhibit.number))
    for at, person in enumerate(named.people):
        _person(graph, person, named.reasons[at] if named.reasons else (), named.accounts)
        yield from graph.taken()
    captures = {one.number: one.body.capture for one in exhibits}
    for witness in named.eyewitnesses:
        _eyewitness(graph, witness, captures)
        yield from graph.taken()
    yield b"\n]}\n"


def _tool(graph: _Graph, program: str) -> Node:
    name, _, version = program.partition(" ")
    members = {"uco-core:name": name, "uco-tool:version": version}
    return graph.add(f"tool {program}", "uco-tool:Tool", members)


def _exhibit(graph: _Graph, exhibit: Exhibit, tool: Node, login: Login | None) -> Iterator[bytes]:
    capture = exhibit.body.capture
    by_hand = exhibit.record.kind == KIND
    # Files that were added by hand have no address.
    page = [] if by_hand else [_address(graph, exhibit.page.url)]
    files = [_file(graph, exhibit, part) for part in exhibit.body.parts]
    said: list[Node] = []
    for message in _messages(graph, exhibit):
        said.append(message)
        yield from graph.taken()
    thread = [_thread(graph, exhibit, said)] if said else []
    objects = [*page, *files, *_page_accounts(graph, exhibit), *said, *thread]
    described = {
        "uco-core:name": f"Exhibit {exhibit.number}",
        "uco-core:description": exhibit.page.title,
        "case-investigation:exhibitNumber": f"{exhibit.number:03d}",
        "uco-core:object": objects,
    }
    record = graph.add(f"{capture} record", "case-investigation:ProvenanceRecord", described)
    started, ended = exhibit.record.utc, exhibit.record.utc
    told = _BY_HAND if by_hand else _AS_SHOWN
    if exhibit.manifest:
        started, ended = exhibit.manifest.started.utc, exhibit.manifest.ended.utc
        told += _CUT_SHORT if exhibit.manifest.cut_short else ""
    told += _viewed_with(login) if login else ""
    action = {
        "uco-core:name": "Addition by hand" if by_hand else "Capture",
        "uco-core:description": told,
        **_time("uco-action:startTime", started),
        **_time("uco-action:endTime", ended),
        "uco-action:instrument": [tool],
        "uco-action:object": page or files,
        "uco-action:result": [record, *files],
    }
    graph.add(f"{capture} action", "case-investigation:InvestigativeAction", action)
    yield from graph.taken()


def _viewed_with(login: Login) -> str:
    """With which account the page was viewed, by whose word."""
    said = {
        "account": f" Viewed with the account {login.account}, as the person who reports says.",
        "none": " Viewed without signing in, as the person who reports says.",
        "shown": f" The page shows {login.shown} on its reader's side; the person did not say so.",
    }
    return said.get(login.how, " With which account it was viewed is not known.")


def _address(graph: _Graph, address: str) -> Node:
    name = f"address {address}"
    return _observable(graph, name, "URL", {"URLFacet": {"fullValue": address}})


def _file(graph: _Graph, exhibit: Exhibit, part: Part) -> Node:
    name = f"{exhibit.body.capture} file {part.part}"
    path = exhibit.path(part)
    digest = {
        "@id": _id(f"{name} hash"),
        "@type": "uco-types:Hash",
        "uco-types:hashMethod": "SHA256",
        "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": part.sha256.upper()},
    }
    content = {
        "mimeType": part.media_type,
        "sizeInBytes": {"@type": "xsd:integer", "@value": str(part.bytes)},
        "hash": [digest],
    }
    where = {"fileName": path.rpartition("/")[2], "filePath": path}
    return _observable(graph, name, "File", {"FileFacet": where, "ContentDataFacet": content})


def _page_accounts(graph: _Graph, exhibit: Exhibit) -> Iterator[Node]:
    platform = exhibit.page.platform
    for found in exhibit.page.ids:
        facets: dict[str, Node] = {"AccountFacet": {"accountIdentifier": found.value}}
        if platform:
            application = _application(graph, platform)
            facets["ApplicationAccountFacet"] = {"application": application}
        if found.of:
            facets["DigitalAccountFacet"] = {"displayName": found.of}
        name = f"{platform} account {found.name} {found.value} {found.of}"
        said = f"{found.name}, found in: {found.where}"
        account = _observable(graph, name, "ObservableObject", facets, said)
        same = graph.accounts.setdefault((platform or "", found.value), [])
        if account not in same:
            same.append(account)
        yield account


def _person(
    graph: _Graph, person: PersonBody, reasons: Sequence[Because], accounts: Sequence[Reported]
) -> None:
    """Who is named, as what the person says: the accounts, how sure, why."""
    name = f"person {person.case} {person.name} {' '.join(person.accounts)}"
    node = graph.add(name, "uco-identity:Person", {"uco-core:name": person.name})
    theirs = list(_accounts_of(graph, person, accounts))
    said = f"The person who reports names {person.name} ({person.sure})."
    said += f" Relation: {person.relation}." if person.relation else ""
    said += f" Why: {person.why}" if person.why else ""
    said += "".join(f" Reason ({one.kind}): {_reason(one)}" for one in reasons)
    told = {
        "uco-core:statement": said,
        "uco-core:object": [node, *theirs],
        "uco-core:tag": [f"said by the person who reports: {person.sure}"],
    }
    graph.add(f"{name} said", "uco-core:Annotation", told)
    if theirs:
        behind = {
            "uco-core:description": said,
            "uco-core:source": theirs,
            "uco-core:target": node,
            "uco-core:isDirectional": True,
            "uco-core:kindOfRelationship": "Said_To_Be_Used_By",
        }
        graph.add(f"{name} accounts", "uco-core:Relationship", behind)


def _reason(one: Because) -> str:
    where = f"Exhibit {one.exhibit}" if one.exhibit else ""
    where += f", message {one.item}" if where and one.item else ""
    said = " ".join(filter(None, (one.note, where and f"({where})")))
    return said if said.endswith(".") else f"{said}."


def _eyewitness(graph: _Graph, witness: Eyewitness, captures: Mapping[int, str]) -> None:
    """Who else looked at live pages, as what the person who reports wrote down."""
    name = f"eyewitness {witness.name} {witness.when}"
    node = graph.add(name, "uco-identity:Person", {"uco-core:name": witness.name})
    lines = (
        ("Role", witness.role),
        ("To be reached", witness.reach),
        ("When", witness.when),
        ("How", witness.how),
        ("Saw", witness.saw),
        ("Compared with the capture", witness.same),
    )
    said = f"{witness.name} looked at the live page, as the person who reports wrote it down."
    said += "".join(f" {key}: {text}." for key, text in lines if text)
    records = [{"@id": _id(f"{captures[one]} record")} for one in witness.exhibits]
    told = {
        "uco-core:statement": said,
        "uco-core:object": [node, *records],
        "uco-core:tag": ["eyewitness, written down by the person who reports"],
    }
    graph.add(f"{name} said", "uco-core:Annotation", told)


def _accounts_of(graph: _Graph, person: PersonBody, accounts: Sequence[Reported]) -> Iterator[Node]:
    """The accounts that the person says are somebody's, those that a page shows as it does."""
    parted = [key.partition(":") for key in person.accounts]
    given = dict.fromkeys((platform, value) for platform, _, value in parted if value)
    meant = [*given]
    for account in accounts:
        ids = [(one.platform, one.value) for one in (*account.permanent, *account.handles)]
        if given.keys() & ids:
            meant += ids
    for platform, value in dict.fromkeys(meant):
        yield from graph.accounts.get((platform, value)) or [_said_account(graph, platform, value)]


def _said_account(graph: _Graph, platform: str, value: str) -> Node:
    facets: dict[str, Node] = {"AccountFacet": {"accountIdentifier": value}}
    if platform:
        facets["ApplicationAccountFacet"] = {"application": _application(graph, platform)}
    said = "Named by the person who reports; no page of these exhibits gives it so."
    name = f"{platform} account said {value}"
    return _observable(graph, name, "ObservableObject", facets, said)


def _application(graph: _Graph, platform: str) -> Node:
    facet = {"applicationIdentifier": platform}
    return _observable(graph, f"app {platform}", "Application", {"ApplicationFacet": facet})


def _messages(graph: _Graph, exhibit: Exhibit) -> Iterator[Node]:
    items = exhibit.manifest.items if exhibit.manifest else ()
    between = parties(exhibit.page.title, items)
    for number, item in enumerate(items, start=1):
        if item.kind != DIVIDER:
            yield _message(graph, exhibit, number, item, between)


def _message(graph: _Graph, exhibit: Exhibit, number: int, item: Item, between: Parties) -> Node:
    facet: Node = {
        "messageText": item.text,
        "messageType": item.kind,
        **_time("sentTime", item.time),
    }
    identifier = item.key.removeprefix("id:")
    if identifier != item.key:
        facet["messageID"] = identifier
    if item.author:
        facet["from"] = _author(graph, exhibit, item.author)
    if to := between.recipient(item):
        facet["to"] = [_author(graph, exhibit, to)]
    if exhibit.page.platform:
        facet["application"] = _application(graph, exhibit.page.platform)
    said = f"Exhibit {exhibit.number}, message {number}; "
    said += f"time as shown: {item.time_shown or 'none'}; state: {item.state}"
    said += f"; side: {item.side}" if item.side else ""
    said += f"; quoted: {item.quote}" if item.quote else ""
    said += f"; shown beside it: {', '.join(item.beside)}" if item.beside else ""
    name = f"{exhibit.body.capture} message {number}"
    return _observable(graph, name, "Message", {"MessageFacet": facet}, said)


def _author(graph: _Graph, exhibit: Exhibit, author: str) -> Node:
    facets = {"DigitalAccountFacet": {"displayName": author}}
    said = "Known here only by the name shown beside the message."
    name = f"{exhibit.body.capture} author {author}"
    return _observable(graph, name, "ObservableObject", facets, said)


def _thread(graph: _Graph, exhibit: Exhibit, said: Sequence[Node]) -> Node:
    name = f"{exhibit.body.capture} thread"
    places = [_id(f"{name} item {number}") for number in range(1, len(said) + 1)]
    items = [
        {"@id": place, "@type": "uco-types:ThreadItem", "co:itemContent": message}
        for place, message in zip(places, said, strict=True)
    ]
    for item, after in itertools.pairwise(items):
        item["uco-types:threadNextItem"] = {"@id": after["@id"]}
    order = {
        "@id": _id(f"{name} order"),
        "@type": "uco-types:Thread",
        "co:size": {"@type": "xsd:nonNegativeInteger", "@value": str(len(items))},
        "co:item": items,
    }
    facets = {"MessageThreadFacet": {"messageThread": order}}
    return _observable(graph, name, "MessageThread", facets)


def _observable(
    graph: _Graph, name: str, kind: str, facets: dict[str, Node], said: str = ""
) -> Node:
    """Something that can be observed, with facets by kind and their members without prefix."""
    if name in graph.known:
        return graph.known[name]
    made = []
    for facet, members in facets.items():
        node = {"@id": _id(f"{name} {facet}"), "@type": f"uco-observable:{facet}"}
        made.append(node | {f"uco-observable:{key}": value for key, value in members.items()})
    described = {"uco-core:description": said} if said else {}
    return graph.add(name, f"uco-observable:{kind}", {**described, "uco-core:hasFacet": made})


def _time(member: str, utc: str) -> Node:
    """The member with its moment, or nothing: a page may put anything where a time belongs."""
    try:
        parse_utc(utc)
    except ValueError:
        return {}
    return {member: {"@type": "xsd:dateTime", "@value": utc}}


def _id(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_SPACE, name)}"
