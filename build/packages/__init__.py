"""What people install: one module for each kind of package, listed in `kinds`."""
