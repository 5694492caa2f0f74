"""Every message has its Ukrainian, and the catalogues say exactly what the sources say."""

from house.catalogues import findings


def test_the_ukrainian_catalogues_are_whole() -> None:
    assert findings() == []
