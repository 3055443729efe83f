"""What a desk answers over HTTP: intake for people, pages for those who work there."""
