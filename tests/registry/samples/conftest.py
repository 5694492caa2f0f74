from __future__ import annotations

import pytest

from tests.registry.cast import Cast
from tests.registry.ground import Ground


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return Ground.opened(cast)
