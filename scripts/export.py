"""Writes the published copy as files: `python -m scripts.export --to folder|s3://bucket/prefix
[--format parquet|csv] [--warehouse W]`.

A file per table, a file per month of a large one, and manifest.json, which says what they are. A
folder is written beside its place and moved into it. An object store has no such move: there the
manifest is written last, and names the files of its own build. Exit codes: 0 written; 1 not
written, what was there stays; 2 an argument is wrong; 130 interrupted.
"""

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
from tqdm import tqdm

from scripts.published_copy import (
    CopyUnusable,
    PublishedTable,
    attached,
    copy_at,
    literal,
    published_facts,
    published_tables,
    quoted,
)
from scripts.warehouse import DEFAULT_WAREHOUSE, INTERRUPTED

# How each format is written.
FORMATS = {"parquet": "format parquet, compression zstd", "csv": "format csv, header"}
# A table with more rows is written as one file per month.
LARGE = 500_000
MANIFEST = "manifest.json"
MADE_BY = "make export"
WITHOUT_DATE = "without-date"
# Below the prefix in an object store: a folder per build.
BUILDS = "builds"
EXTRA_PACKAGES = "requirements-export.txt"


class ExportFailed(Exception):
    """Nothing was exported; the message says why and what to do."""


def export(warehouse: Path | str, to: str, file_format: str = "parquet") -> dict[str, Any]:
    """Writes the published copy of a warehouse as files and returns the manifest.

    Args:
        warehouse: folder of the warehouse, or the copy itself.
        to: a folder, or an address s3://bucket/prefix.
        file_format: one of FORMATS.

    Raises:
        CopyUnusable: there is no copy that can be read.
        ExportFailed: the files could not be written; what was there before still is.
    """
    source = copy_at(warehouse)
    if is_address(to):
        with tempfile.TemporaryDirectory() as name:
            store = _ObjectStore(to)
            try:
                manifest = _write(source, Path(name), file_format)
            except (OSError, duckdb.Error) as error:
                raise ExportFailed(
                    f"The files could not be written to {name} first: {_reason(error)}. Make room "
                    "there, or set TMPDIR."
                ) from error
            store.replace(Path(name), manifest)
            return manifest
    target = Path(to).resolve()
    _check_is_replaceable(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        try:
            manifest = _write(source, beside / "new", file_format)
            if target.exists():
                target.rename(beside / "old")
            (beside / "new").rename(target)
        finally:
            if not target.exists() and (beside / "old").exists():
                (beside / "old").rename(target)
            shutil.rmtree(beside, ignore_errors=True)
    except (OSError, duckdb.Error) as error:
        raise ExportFailed(
            f"TO {to!r} cannot be written to: {_reason(error)}. Name a folder in which you may "
            "write, with room for the files."
        ) from error
    return manifest


def _reason(error: Exception) -> str:
    """What an error says, in a few words."""
    return (getattr(error, "strerror", None) or str(error).splitlines()[0]).rstrip(".")


def is_address(to: str) -> bool:
    """Whether the files go into an object store instead of a folder."""
    return "://" in to


def _check_is_replaceable(target: Path) -> None:
    """Raises if a folder holds something else than an export, which would be lost."""
    if not target.exists():
        return
    if target.is_dir() and not any(target.iterdir()):
        return
    try:
        manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        manifest = None
    if not isinstance(manifest, dict) or manifest.get("made_by") != MADE_BY:
        raise ExportFailed(
            f"TO {str(target)!r} holds something else than an export, which would be lost. Name a "
            "new or empty folder, or one that make export wrote before."
        )


def _write(source: Path, folder: Path, file_format: str) -> dict[str, Any]:
    """Writes all tables and the manifest into a new folder, and returns the manifest."""
    with attached(copy=source) as connection:
        tables = published_tables(connection, "copy")
        manifest = {
            "made_by": MADE_BY,
            "format": file_format,
            **published_facts(connection, "copy"),
            "tables": [],
        }
        for table in tqdm(tables, unit="table", desc="Exporting", leave=False, disable=None):
            manifest["tables"].append(_written(connection, table, folder, file_format))
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
    return manifest


def _written(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, folder: Path, file_format: str
) -> dict[str, Any]:
    """Writes one table and returns what the manifest says of it."""
    [(rows,)] = connection.execute(f"select count(*) from {table.relation}").fetchall()
    date = table.first_date if rows > LARGE else None
    parts = {f"{table.name}.{file_format}": "true"}
    if date is not None:
        months = connection.execute(
            f"select distinct strftime({quoted(date)}, '%Y-%m') from {table.relation} order by 1"
        ).fetchall()
        parts = {
            f"{table.name}/{month or WITHOUT_DATE}.{file_format}":
            f"strftime({quoted(date)}, '%Y-%m') is not distinct from "
            + (literal(month) if month else "null")
            for (month,) in months
        }
    files = []
    for name, where in parts.items():
        path = folder / table.schema / name
        path.parent.mkdir(parents=True, exist_ok=True)
        [(written,)] = connection.execute(
            f"copy (select * from {table.relation} where {where} order by {table.order}) "
            f"to {literal(str(path))} ({FORMATS[file_format]})"
        ).fetchall()
        files.append(
            {
                "path": f"{table.schema}/{name}",
                "rows": written,
                "bytes": path.stat().st_size,
                "sha256": _hash(path),
            }
        )
    return {
        "schema": table.schema,
        "name": table.name,
        "description": table.description,
        "key": table.key,
        "rows": rows,
        "partitioned_by": f"month of {date}" if date else None,
        "columns": [
            {
                "name": column.name,
                "type": column.data_type,
                "description": column.comment,
                "joins": column.joins,
            }
            for column in table.columns
        ],
        "files": files,
    }


def _hash(path: Path) -> str:
    """The SHA-256 of a file, by which its reader knows that it came whole."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _ObjectStore:
    """A prefix of a bucket; address, region and keys come from the usual AWS_... variables."""

    def __init__(self, address: str) -> None:
        """Takes s3://bucket/prefix; reads the manifest that is there.

        Raises:
            ExportFailed: the packages are not there, or the bucket cannot be reached.
        """
        try:
            import boto3
            from boto3.exceptions import Boto3Error
            from botocore.exceptions import BotoCoreError, ClientError
        except ImportError as error:
            raise ExportFailed(
                f"An object store needs the packages of {EXTRA_PACKAGES}: make export installs "
                f"them, or .venv/bin/pip install -r {EXTRA_PACKAGES}."
            ) from error
        parts = urlsplit(address)
        self._address = address.rstrip("/")
        self._bucket = parts.netloc
        prefix = parts.path.strip("/")
        self._prefix = f"{prefix}/" if prefix else ""
        self._errors = (Boto3Error, BotoCoreError, ClientError)
        try:
            self._client = boto3.client("s3")
            self._old = self._manifest()
        except (*self._errors, ValueError) as error:
            raise self._failed(error) from error

    def _manifest(self) -> dict[str, Any] | None:
        """The manifest that is there; None if there is none."""
        listed = self._client.list_objects_v2(
            Bucket=self._bucket, Prefix=f"{self._prefix}{MANIFEST}"
        )
        if not any(
            entry["Key"] == f"{self._prefix}{MANIFEST}" for entry in listed.get("Contents", [])
        ):
            return None
        answer = self._client.get_object(Bucket=self._bucket, Key=f"{self._prefix}{MANIFEST}")
        manifest = json.loads(answer["Body"].read())
        if manifest.get("made_by") != MADE_BY:
            raise ValueError(f"{MANIFEST} there is not of make export. Name another prefix")
        return manifest

    def replace(self, folder: Path, manifest: dict[str, Any]) -> None:
        """Uploads the files of a build, then the manifest, then removes all older builds but one.
        """
        place = f"{BUILDS}/{manifest['build_id']}-{manifest['format']}"
        files = [file for table in manifest["tables"] for file in table["files"]]
        try:
            for file in tqdm(files, unit="file", desc="Uploading", leave=False, disable=None):
                path = folder / file["path"]
                file["path"] = f"{place}/{file['path']}"
                self._client.upload_file(
                    str(path), self._bucket, f"{self._prefix}{file['path']}"
                )
            self._client.put_object(
                Bucket=self._bucket,
                Key=f"{self._prefix}{MANIFEST}",
                Body=json.dumps(manifest, indent=2, ensure_ascii=False).encode(),
                ContentType="application/json",
            )
        except self._errors as error:
            raise self._failed(error) from error
        self._remove_old_builds(place)

    def _remove_old_builds(self, place: str) -> None:
        """Removes what neither this manifest nor the one before names: readers may still read it.
        """
        kept = {place}
        for table in (self._old or {}).get("tables", []):
            kept |= {"/".join(file["path"].split("/")[:2]) for file in table["files"]}
        try:
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=f"{self._prefix}{BUILDS}/"
            )
            for page in pages:
                for entry in page.get("Contents", []):
                    name = entry["Key"].removeprefix(self._prefix)
                    if "/".join(name.split("/")[:2]) not in kept:
                        self._client.delete_object(Bucket=self._bucket, Key=entry["Key"])
        except self._errors as error:
            reason = str(error).splitlines()[0]
            print(f"Exported, but older builds could not be removed: {reason}", file=sys.stderr)

    def _failed(self, error: Exception) -> ExportFailed:
        """What an error of the object store means."""
        reason = str(error).splitlines()[0].rstrip(".")
        return ExportFailed(
            f"TO {self._address!r} cannot be written to: {reason}. The address and the keys come "
            "from AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, or a "
            "profile."
        )


def check_to(to: str | None) -> str:
    """Where the files go.

    Raises:
        ValueError: it is no place that files can go to.
    """
    if not to:
        raise ValueError("TO is missing: name a folder, or an address such as s3://bucket/prefix.")
    if is_address(to) and (not to.startswith("s3://") or not urlsplit(to).netloc):
        raise ValueError(f"TO {to!r} is neither a folder nor an address as s3://bucket/prefix.")
    return to


def check_format(file_format: str | None) -> str:
    """The format of the files; an empty text is Parquet.

    Raises:
        ValueError: there is no such format.
    """
    if not file_format:
        return "parquet"
    if file_format not in FORMATS:
        raise ValueError(f"FORMAT {file_format!r} is none of: {', '.join(FORMATS)}.")
    return file_format


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.export", description="Write the published copy as files."
    )
    parser.add_argument("--to", help="a folder, or s3://bucket/prefix")
    parser.add_argument("--format", help="parquet or csv (default: parquet)")
    parser.add_argument(
        "--warehouse",
        type=lambda folder: Path(folder) if folder else DEFAULT_WAREHOUSE,
        default=DEFAULT_WAREHOUSE,
        help="folder of the warehouse, or its published copy (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    try:
        to = check_to(options.to)
        file_format = check_format(options.format)
    except ValueError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    try:
        manifest = export(options.warehouse, to, file_format)
    except (CopyUnusable, ExportFailed) as error:
        print(f"Not exported. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Not exported: interrupted. What was there stays.", file=sys.stderr)
        return INTERRUPTED
    files = [file for table in manifest["tables"] for file in table["files"]]
    megabytes = sum(file["bytes"] for file in files) / 1e6
    print(
        f"Exported {len(manifest['tables'])} tables in {len(files)} files ({megabytes:.1f} MB) to "
        f"{to}, as of {manifest['as_of_date'] or 'no day'}; {MANIFEST} says what they are."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
