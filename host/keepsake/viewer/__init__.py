"""The window onto what is kept: a small web application that only this computer can reach."""
