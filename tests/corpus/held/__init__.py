"""Pages that reading is measured on and never tuned to."""
