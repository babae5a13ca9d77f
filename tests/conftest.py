"""What every test stands on; fixtures of one area live in that area's own conftest."""

from hypothesis import settings

# How long an example takes says nothing on a shared machine; the timeout per test is enough.
settings.register_profile("darkroom", deadline=None)
settings.load_profile("darkroom")
