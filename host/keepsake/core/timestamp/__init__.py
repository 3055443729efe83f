"""Time-stamps of RFC 3161: asking for them, taking them apart, checking them. Pure."""
