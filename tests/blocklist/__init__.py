"""The blocklist."""
