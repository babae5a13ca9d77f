"""Darkroom: a Discord bot in front of an asynchronous image API."""
