from __future__ import annotations

import pytest

from tests.registry.cast import Cast
from tests.registry.remains.bones import Deposit


@pytest.fixture
def deposit(cast: Cast) -> Deposit:
    return Deposit.opened(cast)
