"""Papers of any kind: words and times, templates, typesetting. PDF/UA-1."""
