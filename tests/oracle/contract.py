"""The raw contract, read from the YAML of the sources."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .project import source_tables


@dataclass(frozen=True)
class Column:
    """One column of a raw table and everything its values are judged by."""

    name: str
    kind: str = "string"
    required: bool = False
    at_least: Decimal | None = None
    above: Decimal | None = None
    scale: tuple[Decimal, Decimal] | None = None
    closed_list: tuple[str, ...] = ()
    not_before: str | None = None
    not_above: str | None = None
    scale_by: str | None = None
    is_kept_whole: bool = False


@dataclass(frozen=True)
class Table:
    """One raw table: its key, the columns that date it, and its columns in contract order."""

    name: str
    key: tuple[str, ...]
    event_time: tuple[str, ...]
    activity: tuple[str, ...]
    columns: tuple[Column, ...]
    requires_event_time: bool = False

    @property
    def key_columns(self) -> tuple[Column, ...]:
        """The columns that make up the key."""
        return tuple(column for column in self.columns if column.name in self.key)


LOADED_AT = Column("_loaded_at", "timestamp")
IS_DELETED = Column("is_deleted", "boolean")
# Keys of a column's meta that this reader knows; any other one would be a rule without an oracle.
KNOWN_META = {
    *("required", "at_least", "above", "lowest", "highest", "accepted_values", "not_before"),
    *("not_above", "scale_by", "personal", "kept_whole"),
}


def column_of(definition: dict[str, Any]) -> Column:
    """A column of the contract."""
    name = definition["name"]
    meta = definition.get("config", {}).get("meta", {})
    unknown = set(meta) - KNOWN_META
    if unknown:
        raise ValueError(f"The oracle does not know {unknown} of column {name}.")
    return Column(
        name=name,
        kind=definition["data_type"],
        required=meta.get("required", False),
        at_least=meta.get("at_least"),
        above=meta.get("above"),
        scale=(meta["lowest"], meta["highest"]) if "lowest" in meta else None,
        closed_list=tuple(meta.get("accepted_values", ())),
        not_before=meta.get("not_before"),
        not_above=meta.get("not_above"),
        scale_by=meta.get("scale_by"),
        is_kept_whole="personal" in meta or meta.get("kept_whole", False),
    )


def table_of(definition: dict[str, Any]) -> Table:
    """A raw table of the contract."""
    meta = definition["config"]["meta"]
    return Table(
        name=definition["name"],
        key=tuple(meta["key"]),
        event_time=tuple(meta["event_time"]),
        activity=tuple(meta["activity"]),
        columns=tuple(map(column_of, definition["columns"])),
        requires_event_time=meta.get("requires_event_time", False),
    )


TABLES = {table["name"]: table_of(table) for table in source_tables()}
