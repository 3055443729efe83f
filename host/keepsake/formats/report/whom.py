"""Who reports whom: the answers about people, their accounts and where these are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from keepsake.core.briefing.gather import Behind
from keepsake.core.briefing.sites import OWN, same_name
from keepsake.formats.report.phrases import WORDS, briefly, every, isolated, some, within
from keepsake.formats.report.saying import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keepsake.core.briefing.gather import Briefing, Person, Reported, Said, Site
    from keepsake.core.leads.rows import Lead, Place
    from keepsake.formats.paper.words import Words

_REPORTED = 480  # characters of accounts: each that threatens is to be seen
_AGAINST = frozenset({"threat", "demand", "deadline"})
NAME, EMAIL, _FILE = "name", "email", "file"
_NAMES = 2
_ACCOUNTS = 4  # named beside one certainty; the rest stands below


def reporter(brief: Briefing, words: Words) -> str:
    """Who reports, and what they say of themselves; a name that stands in that stands once."""
    name, about = brief.reporter, briefly(brief.told.get("who", ""))
    if about and name.casefold() in about.casefold():
        return about
    if not about:
        return isolated(name) or words("brief.reporter.none")
    return f"{isolated(name.removesuffix('.'))}. {about}"


def people(brief: Briefing, words: Words) -> str:
    """Whom the person names, each once, with every reason that they give and for which account."""
    named: dict[str, list[Person]] = {}
    for one in brief.people:
        named.setdefault(one.name, []).append(one)
    told = [every(list(_person(each, brief, words)), words) for each in named.values()]
    return every(told, words) or words("brief.people.none")


def _person(records: Sequence[Person], brief: Briefing, words: Words) -> Iterator[str]:
    name = records[0].name
    if relation := next((one.relation for one in records if one.relation), ""):
        name = words("brief.people.relation", name=isolated(name), relation=isolated(relation))
    else:
        name = isolated(name)
    for at, one in enumerate(records):
        sure = words(f"brief.sure.{one.sure}")
        theirs = _theirs(one, brief, words)
        if len(records) == 1 and theirs == [isolated(one.name)]:
            theirs = []  # an account that is called as the person: once is enough
        if theirs:
            sure = words("brief.sure.for", sure=sure, accounts=", ".join(theirs))
        why = isolated(shortened(one.why, WORDS).removesuffix("."))
        if at and not (why or theirs):
            continue
        told = f"({sure})" if at else words("brief.people.sure", name=name, sure=sure)
        yield f"{told}{words('colon')}{why}" if why else told


def _theirs(one: Person, brief: Briefing, words: Words) -> list[str]:
    """The accounts that a record is about, with their sites where several are called the same."""
    called = Counter(each.name for each in brief.accounts)
    told = dict.fromkeys(
        words("brief.account.at", name=isolated(each.name), sites=sites_of(each, words))
        if called[each.name] > 1
        else isolated(each.name)
        for each in brief.accounts
        if each.name in one.accounts and Behind(one.name, one.sure, one.why) in each.behind
    )
    shown = list(told)[:_ACCOUNTS]
    rest = len(told) - len(shown)
    return [*shown, *([words.counted("brief.more", rest)] if rest else [])]


def behind(who: Behind, words: Words) -> str:
    """Who is named behind an account, how surely, and why where a reason was given."""
    sure = words(f"brief.sure.{who.sure}")
    key = "brief.behind.why" if who.why else "brief.people.sure"
    return words(key, name=who.name, sure=sure, why=who.why)


def reported(brief: Briefing, words: Words) -> str:
    """Accounts of those named, and all that wrote what the person marked as against them."""
    found = by_marks((one for one in brief.accounts if is_reported(one, brief)), brief)
    told = (
        some([_account(one, brief, words) for one in found], words, _REPORTED),
        some(list(_names_alone(brief, words)), words),
    )
    return every(list(filter(None, told)), words)


def others(brief: Briefing, words: Words) -> str:
    """Accounts of which nothing is said."""
    found = [one for one in brief.accounts if not one.own and not is_reported(one, brief)]
    return some([_account(one, brief, words) for one in found], words)


def own(brief: Briefing, words: Words) -> str:
    """Accounts of the person who reports; by what that is known is said once of all of a kind."""
    told = []
    for how in ("said", "shown"):
        found = [_account(one, brief, words) for one in brief.accounts if one.own == how]
        if found:
            many = ".many" if len(found) > 1 else ""
            told.append(every([some(found, words), words(f"brief.own.{how}{many}")], words))
    return every(told, words)


def is_reported(one: Reported, brief: Briefing) -> bool:
    """Whether somebody is named behind an account, or it wrote what was marked."""
    return bool(one.behind) or bool(wrote(one, brief))


def wrote(one: Reported, brief: Briefing) -> int:
    """How many of the messages that were marked as against the person an account wrote."""
    return sum(_is_of(said, one, brief) for said in _against(brief)) if not one.own else 0


def _is_of(said: Said | Place, one: Reported, brief: Briefing) -> bool:
    """Whether a message stands under what an account is called, on a page that shows both.

    Where none there is called so, it may be the name of whom the person named behind one of them.
    """
    name = same_name(said.author)
    here = [each for each in brief.accounts if said.exhibit in each.exhibits]
    called = [each for each in here if name in map(same_name, _handles(each))]
    if not called:
        named = (each for each in here if name in (same_name(who.name) for who in each.behind))
        called = found if len(found := list(named)) == 1 else []
    return bool(name) and any(each is one for each in called)


def _handles(one: Reported) -> Iterator[str]:
    return (each.value for each in one.handles)


def is_own_lead(lead: Lead, brief: Briefing) -> bool:
    """Whether only the person's own messages have a value, or it is one of their accounts."""
    value = (lead.normal or lead.value).lower().removeprefix("@")
    if any(one.own and value in _values(one) for one in brief.accounts):
        return True
    return all(wrote_themselves(one, brief) for one in lead.places)


def _values(one: Reported) -> set[str]:
    return {each.value.lower().removeprefix("@") for each in (*one.handles, *one.permanent)}


def wrote_themselves(said: Said | Place, brief: Briefing) -> bool:
    """Whether a message is the person's own: by its side, or by the account it stands under."""
    if said.side:
        return said.side == OWN
    return any(one.own and _is_of(said, one, brief) for one in brief.accounts)


def _against(brief: Briefing) -> Iterator[Said]:
    """Messages of others that were marked as a threat or a demand, each once."""
    found = {
        (one.said.exhibit, one.said.item): one.said
        for one in brief.pointed
        if one.meaning in _AGAINST and not wrote_themselves(one.said, brief)
    }
    yield from found.values()


def _names_alone(brief: Briefing, words: Words) -> Iterator[str]:
    """Names beside such messages where the page shows no account of that name."""
    found: dict[tuple[str, int], int] = {}
    for said in _against(brief):
        if said.author and not any(_is_of(said, one, brief) for one in brief.accounts):
            key = (said.author, said.exhibit)
            found[key] = found.get(key, 0) + 1
    for (name, exhibit), count in found.items():
        sites = [site_name(one, words) for one in brief.sites if exhibit in one.exhibits]
        told = words(
            "brief.account.name",
            name=isolated(name),
            sites=", ".join(sites) or words("platform.none"),
            **{"in": within([exhibit], words)},
        )
        told = f"{told}, {words.counted('brief.wrote', count)}"
        yield " ".join(filter(None, (told, _by_word(name, exhibit, brief, words))))


def _by_word(name: str, exhibit: int, brief: Briefing, words: Words) -> str:
    """Of which account such a name is by the person's word alone: no page shows it."""
    found = {
        one.name: who.sure
        for one in brief.accounts
        for who in one.behind
        if exhibit in one.exhibits and same_name(who.name) == same_name(name)
    }
    told = [
        words("brief.account.word", account=account, sure=words(f"brief.sure.{sure}"))
        for account, sure in found.items()
    ]
    return f"({every(told, words)})" if told else ""


def _account(one: Reported, brief: Briefing, words: Words) -> str:
    permanent = one.permanent[0].value if one.permanent else ""
    called = [
        words("brief.account.called", name=isolated(name)) for name in names_shown(one)[:_NAMES]
    ]
    name = isolated(one.name)
    facts = {
        "name": f"{name} ({', '.join(called)})" if called else name,
        "id": permanent,
        "sites": sites_of(one, words),
        "in": within(one.exhibits, words),
    }
    alone = permanent == one.name and not called
    key = "no_id" if not permanent else "id_alone" if alone else "id"
    told = [words(f"brief.account.{key}", **facts)]
    if names := dict.fromkeys(isolated(each.name) for each in one.behind):
        told.append(words("brief.account.behind", names=", ".join(names)))
    if count := wrote(one, brief):
        told.append(words.counted("brief.wrote", count))
    return ", ".join(told)


def names_shown(one: Reported) -> list[str]:
    """What pages and files call an account beside its handle."""
    return [each.value for each in one.handles if each.name == NAME and each.value != one.name]


def without_id(one: Reported, words: Words) -> str:
    """What is said where no permanent id is known; of an address of email nothing lacks."""
    if one.platform == EMAIL:
        return ""
    by_name = all(each.name == NAME and each.where == (_FILE,) for each in one.handles)
    return words("brief.permanent.name" if by_name else "brief.permanent.none")


def by_marks(accounts: Iterable[Reported], brief: Briefing) -> list[Reported]:
    """Accounts behind which somebody is named, then those that wrote most of what was marked."""
    return sorted(accounts, key=lambda one: (not one.behind, bool(one.own), -wrote(one, brief)))


def sites_of(one: Reported, words: Words) -> str:
    """Where an account is: its platforms, and hosts where it is of none that is known."""
    named = [words.platform(each) for each in one.platforms if each]
    hosts = one.hosts if "" in one.platforms or not named else ()
    return ", ".join((*named, *hosts)) or words("platform.none")


def site_name(site: Site, words: Words) -> str:
    """A platform with the host, or a host alone."""
    named = words.platform(site.platform) if site.platform else ""
    return ", ".join(filter(None, (named, site.host)))


def sites(brief: Briefing, words: Words) -> str:
    """Platforms and hosts of what is handed over."""
    told = [
        words(
            "brief.site.exhibits",
            site=site_name(one, words),
            **{"in": within(one.exhibits, words)},
        )
        for one in brief.sites
    ]
    return every(told, words) or words("platform.none")
