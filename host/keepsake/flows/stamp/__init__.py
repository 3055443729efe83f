"""Getting the log stamped by authorities and calendars, and keeping that up."""
