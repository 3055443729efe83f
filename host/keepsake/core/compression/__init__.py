"""What is long is held or sealed compressed."""
