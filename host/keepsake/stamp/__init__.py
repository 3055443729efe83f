"""RFC 3161 time-stamp authorities: which there are, how they are asked, when to try again."""
