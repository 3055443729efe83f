"""Mails, made of the same conversations: longer, signed, and quoting what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from corpus.parts import words
from corpus.scripts import Group

if TYPE_CHECKING:
    from datetime import datetime

    from corpus.scripts import Person, Talk, Tongue


@dataclass(frozen=True)
class Mail:
    """One mail.

    Attributes:
        who: Who wrote it.
        to: To whom.
        own: Whether the person before the screen wrote it.
        told: Its words: no signature, nothing quoted.
        at: When.
        tongue: Its language.
        wrote: The line above what is quoted.
        quoted: What is quoted, "" for nothing.
    """

    who: Person
    to: Person
    own: bool
    told: str
    at: datetime
    tongue: Tongue
    wrote: str = ""
    quoted: str = ""

    @property
    def address(self) -> str:
        """Where its writer is written to."""
        return f"{self.who.handle.replace('_', '.')}@post.example"

    @property
    def shown(self) -> str:
        """When, as a reader of mails writes it."""
        return f"{self.tongue.full(self.at)} {self.tongue.clock(self.at)}"

    @property
    def markup(self) -> str:
        """The words in paragraphs."""
        return f"<p>{words(self.told, '</p><p>')}</p>"

    @property
    def signature(self) -> str:
        """What stands below every mail of this person."""
        return (
            f'<div class="sig">-- <br>{escape(self.who.name)}<br>'
            f"{self.who.handle}@post.example</div>"
        )


def mails(talk: Talk) -> list[Mail]:
    """The conversation as mails, each quoting the one before."""
    spoken = talk.tongue
    found: list[Mail] = []
    groups = [block for block in talk.blocks() if isinstance(block, Group)]
    to = next(group.who for group in groups if group.who != groups[0].who)
    for group in groups:
        greeting = spoken.word("hello", name=to.given)
        told = "\n".join([greeting, *(line.told for line in group.lines if line.told)])
        last = found[-1] if found else None
        wrote = spoken.word("wrote", date=last.shown, name=last.who.name) if last else ""
        quoted = last.told if last else ""
        first = group.lines[0]
        found.append(Mail(group.who, to, group.own, told, first.at, spoken, wrote, quoted))
        to = group.who
    return found
