"""The window in which a person sees what is kept: a small web application that only this computer can reach."""
