"""The commands of the command line, one file each; each imports only what it needs."""
