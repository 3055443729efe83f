"""Files of other programs: added by hand, and read in a process of their own."""
