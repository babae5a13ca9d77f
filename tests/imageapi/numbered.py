"""What the tests of the API's ambiguities share."""

from datetime import datetime

import pytest


def ambiguity(number: int, names: str, **cases):
    """Run the test for each case, under the ambiguity's number."""
    return pytest.mark.parametrize(
        names,
        [
            pytest.param(*case, id=f"ambiguity-{number:02}-{name.replace('_', ' ')}")
            for name, case in cases.items()
        ],
    )


def http_date(moment: datetime) -> str:
    """Write a moment as HTTP headers do."""
    return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
