"""Tests of Discord's rim: answers, messages, buttons, and the client itself."""
