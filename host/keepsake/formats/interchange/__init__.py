"""Exhibits for the tools of other people: CASE, CSV, JSON, WACZ. Nothing here is evidence."""
