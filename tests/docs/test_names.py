"""One word for one thing: names that nobody in the field would search for do not come back.

What each thing is called is in `shared/spec/GLOSSARY.md`. Words of the screens are another matter,
and `extension/page` is rebuilt by names of its own.
"""

from __future__ import annotations

import re

import pytest

from docs.tree import ROOT, short, source_files, text_of

# Modules: folder and name, and what it is called.
FILES = {
    "host/keepsake/dumps": "core_dumps",
    "host/keepsake/moments": "local_time",
    "host/keepsake/reader": "bundle_reader",
    "host/keepsake/words": "catalogue",
    "host/keepsake/bundle_reader/js/briefing/again": "rechecks",
    "host/keepsake/core/briefing/again": "rechecks",
    "host/keepsake/core/half_characters": "surrogates",
    "host/keepsake/core/packed": "compression",
    "host/keepsake/core/same_page": "page_comparison",
    "host/keepsake/core/sealed": "age",
    "host/keepsake/core/squeezed": "compression",
    "host/keepsake/flows/apart": "hand_off",
    "host/keepsake/flows/export/insist": "force",
    "host/keepsake/flows/export/whole": "signature",
    "host/keepsake/flows/reading": "importing",
    "host/keepsake/flows/redacted_again": "redaction",
    "host/keepsake/flows/stamp/patiently": "retry",
    "host/keepsake/flows/unfinished": "drafts",
    "host/keepsake/formats/ahead": "prefetch",
    "host/keepsake/formats/anchors": "calendar_proofs",
    "host/keepsake/formats/reading": "importers",
    "host/keepsake/vault/beside": "fallback",
    "host/keepsake/vault/commits": "recent_commits",
    "host/keepsake/vault/copying": "backups",
    "host/keepsake/vault/incoming": "capture_writer",
    "host/keepsake/vault/making": "creating",
    "host/keepsake/vault/odd": "mismatch",
    "host/keepsake/vault/pairs": "sidecar",
    "host/keepsake/vault/put_back": "renamed_files",
    "host/keepsake/vault/reading": "unlocked",
    "host/keepsake/vault/sound": "preflight",
    "host/keepsake/vault/store": "handle",
    "host/keepsake/vault/waiting": "uncommitted",
    "host/keepsake/viewer/again": "rechecks",
    "host/keepsake/viewer/asked": "sealed_query",
    "host/keepsake/viewer/covers": "content_cover",
    "host/keepsake/viewer/desk": "unlocked_session",
    "host/keepsake/viewer/line": "timeline_rows",
    "host/keepsake/viewer/lines": "event_sources",
    "host/keepsake/viewer/lines_told": "case_events",
    "host/keepsake/viewer/making": "export_job",
    "host/keepsake/viewer/state": "app_state",
    "host/keepsake/viewer/texts": "catalogue",
    "host/keepsake/viewer/told": "disclosures",
    "host/keepsake/viewer/wanted": "export_request",
    "host/keepsake/viewer/whole": "stitched",
    "host/keepsake/viewer/pages/doors": "auth",
    "host/keepsake/viewer/pages/handing": "export_progress",
    "host/keepsake/viewer/pages/handover": "export_form",
    "host/keepsake/viewer/pages/whole": "stitched",
}

# Types and functions, and what is said instead.
NAMES = {
    "Asked": "TimelineFilter, SearchFilter",
    "Doing": "JobStatus",
    "Making": "ExportJob",
    "Told": "Attribution",
    "Wanted": "ExportRequest",
}
_OLD = re.compile(rf"\b(?:class|def|function|@typedef \S+) (?:{'|'.join(NAMES)})\b")


@pytest.mark.parametrize("name", FILES)
def test_no_file_has_its_old_name_again(name: str) -> None:
    found = [path for ending in (".py", ".js", "") if (path := ROOT / f"{name}{ending}").exists()]
    assert [short(path) for path in found if path.is_file() or any(path.glob("*.*"))] == [], (
        f"it is called {FILES[name]}"
    )


def test_no_type_or_function_has_its_old_name_again() -> None:
    files = [path for path in source_files(".py", ".js") if "extension/page/" not in short(path)]
    assert [f"{short(path)}: {old}" for path in files for old in _OLD.findall(text_of(path))] == []
