"""The words, looked at without Discord."""
