"""What each role at the desk may do: one table, asked at one place (`web.guard`). Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Role(StrEnum):
    """What somebody is at the desk; one person may be several."""

    INTAKE = "intake"
    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    RECORDS = "records"


class Permission(StrEnum):
    """What can be allowed."""

    INVITE = "invite"
    SEE_COPIES = "see_copies"
    SEE_CASES = "see_cases"
    WORK_ON_CASES = "work_on_cases"
    ASSIGN = "assign"
    OPEN = "open"
    SEARCH = "search"
    DOWNLOAD = "download"
    SHRED = "shred"
    SEE_REQUESTS = "see_requests"
    DECIDE = "decide"
    MANAGE_STAFF = "manage_staff"
    AUDIT = "audit"
    SEE_STATUS = "see_status"


MAY: dict[Permission, frozenset[Role]] = {
    Permission.INVITE: frozenset({Role.INTAKE, Role.CASEWORKER}),
    Permission.SEE_COPIES: frozenset({Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.RECORDS}),
    # Which of them, and what is in them, is for `cases` to say.
    Permission.SEE_CASES: frozenset({Role.CASEWORKER, Role.SUPERVISOR}),
    Permission.WORK_ON_CASES: frozenset({Role.CASEWORKER}),
    Permission.ASSIGN: frozenset({Role.SUPERVISOR}),
    Permission.OPEN: frozenset({Role.CASEWORKER}),
    Permission.SEARCH: frozenset({Role.CASEWORKER}),
    Permission.DOWNLOAD: frozenset({Role.CASEWORKER}),
    Permission.SHRED: frozenset({Role.RECORDS}),
    Permission.SEE_REQUESTS: frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.RECORDS}),
    Permission.DECIDE: frozenset({Role.SUPERVISOR}),
    Permission.MANAGE_STAFF: frozenset({Role.SUPERVISOR}),
    Permission.AUDIT: frozenset({Role.AUDITOR}),
    Permission.SEE_STATUS: frozenset({Role.SUPERVISOR, Role.RECORDS}),
}


def may(roles: Iterable[str], permission: Permission) -> bool:
    """Whether somebody with these roles may do it; a role that is unknown here allows nothing."""
    return not MAY[permission].isdisjoint(roles)
