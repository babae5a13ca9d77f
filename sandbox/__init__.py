"""Stand-ins that let Darkroom be tried and tested with no account anywhere.

Nothing in `bot` or `cogs` imports this package, except the `demo` and `image-api` commands.
"""
