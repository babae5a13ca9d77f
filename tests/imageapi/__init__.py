"""Tests of `bot.imageapi`, over real sockets with scripted answers."""
