"""The whole bot as a process, over real sockets, killed and started again."""

import pytest

# What the stage asserts when it is taken down shall say what it saw.
pytest.register_assert_rewrite("tests.acceptance.stage")
