"""The guide for people: Markdown in `shared/guide/`, one source for its pages and its PDF."""
