"""The native messaging host: what the browser starts and speaks to."""
