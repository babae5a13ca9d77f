"""Names of options: one message for all pictures."""

import pytest

from bot.text.options import option_message


@pytest.mark.parametrize(
    ("name", "message_id", "number"),
    [
        ("prompt", "option-prompt", ""),
        ("image1", "option-image", "1"),
        ("image15", "option-image", "15"),
        ("tray3", "option-tray", "3"),
    ],
)
def test_the_number_of_an_option_is_a_value(name, message_id, number):
    """Fifteen pictures need one message."""
    assert (message_id, {"number": number}) == option_message(name)
