"""The table of a search as Parquet, for those who go on computing; only this file knows arro3."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from io import BytesIO
from operator import attrgetter
from typing import Any

from arro3.core import Array, DataType, Field, Schema, Table
from arro3.io import write_parquet

from imena.exchange.search_run.result import HEADER, Row

#: Where in the file's metadata it stands how the table was made.
METADATA = "imena"
_TYPES = (
    DataType.string(),
    DataType.string(),
    DataType.string(),
    DataType.float64(),
    DataType.int64(),
    DataType.int64(),
    DataType.bool(),
)


def parquet(rows: Iterable[Row], made: Mapping[str, Any]) -> bytes:
    """A Parquet file; what is not known is null. ``made`` stands as JSON in the file's metadata."""
    held = list(rows)
    columns = [
        Array([attrgetter(name)(row) for row in held], type=kind)
        for name, kind in zip(HEADER, _TYPES, strict=True)
    ]
    schema = Schema([Field(n, kind) for n, kind in zip(HEADER, _TYPES, strict=True)])
    out = BytesIO()
    write_parquet(
        Table.from_arrays(columns, schema=schema),
        out,
        compression="zstd(3)",
        key_value_metadata={METADATA: json.dumps(made, ensure_ascii=False)},
    )
    return out.getvalue()
