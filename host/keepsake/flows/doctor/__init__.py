"""Is everything working? One list of checks for the command line, the viewer and the add-on."""
