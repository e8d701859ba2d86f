"""Everything in one file, and back: from either database into either database.

The file is a zip: ``about.json`` (version, counts, hash of each part) and one ``<model>.jsonl`` a table, in an order in
which rows only point at rows before them. It is written beside its place and takes its name in one step; a restore is
one transaction into an empty database. The file holds password hashes and private data: only its owner can read it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from interlock_hub.core.errors import HubError, worded

DONE = 0
ROOMS = ("core", "network", "orders", "cutting", "planning")
BATCH = 500
FORMAT = 1


def backup(path: Path) -> int:
    """Write everything into one file; a file that stands there is replaced when the new one is whole."""
    handle, written = tempfile.mkstemp(dir=path.parent if path.parent.is_dir() else None, prefix=".interlock-")
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out, _snapshot():
            parts = {_name(model): _write(out, model) for model in _models()}
            about = {"interlock": "backup", "format": FORMAT, "migrations": _migrations(), "parts": parts}
            out.writestr("about.json", json.dumps(about, indent=1))
        Path(written).replace(path)
    except BaseException:
        Path(written).unlink(missing_ok=True)
        raise
    rows = sum(part["rows"] for part in parts.values())
    print(f"{path}: {rows} rows 行, {path.stat().st_size / 1e6:.1f} MB")
    return DONE


def restore(path: Path) -> int:
    """Fill an empty database of the same version from a file; nothing is written when anything is wrong with it."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    with _opened(path) as found, transaction.atomic():
        about = _checked(path, found)
        filled = [_name(model) for model in _models() if model._default_manager.exists()]
        if filled:
            raise HubError(
                worded(_("The database is not empty (%(tables)s); restore into a new one."), tables=", ".join(filled))
            )
        for model in _models():
            _read(found, model)
        _check_references()
    _reset_sequences()
    print(f"{path}: {sum(part['rows'] for part in about['parts'].values())} rows 行")
    return DONE


def _models() -> list[type[models.Model]]:
    """All tables of the rooms, each after those it points at."""
    wanted = [model for room in ROOMS for model in apps.get_app_config(room).get_models(include_auto_created=True)]
    done: list[type[models.Model]] = []
    while wanted:
        ready = [m for m in wanted if all(to in done or to is m or to not in wanted for to in _points_at(m))]
        if not ready:  # tables that point at each other: constraints are checked at the end of the transaction
            ready = wanted[:1]
        done += ready
        wanted = [m for m in wanted if m not in ready]
    return done


def _points_at(model: type[models.Model]) -> list[Any]:
    return [field.related_model for field in model._meta.concrete_fields if field.is_relation]


def _name(model: type[models.Model]) -> str:
    return model._meta.label_lower


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app in ROOMS)


def _write(out: zipfile.ZipFile, model: type[models.Model]) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    with out.open(f"{_name(model)}.jsonl", "w", force_zip64=True) as part:
        for batch in _batches(model._default_manager.order_by("pk").iterator(BATCH)):
            lines = io.StringIO()
            serializers.serialize("jsonl", batch, stream=lines, cls=_Exact)
            data = lines.getvalue().encode()
            part.write(data)
            digest.update(data)
            rows += len(batch)
    return {"rows": rows, "sha256": digest.hexdigest()}


class _Exact(DjangoJSONEncoder):
    """Keeps the microseconds that JavaScript, and so Django's own encoder, drops."""

    def default(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else super().default(value)


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise HubError(
            worded(_("%(file)s cannot be read (%(why)s); give a file that backup wrote."), file=path, why=error)
        ) from None


def _checked(path: Path, found: zipfile.ZipFile) -> dict[str, Any]:
    """Return what the file says of itself, once all its parts are seen to be whole and of this version."""
    try:
        about: dict[str, Any] = json.loads(found.read("about.json"))
        parts = about["parts"]
        whole = about["format"] == FORMAT and all(
            hashlib.sha256(found.read(f"{name}.jsonl")).hexdigest() == part["sha256"] for name, part in parts.items()
        )
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile):
        whole = False
    if not whole:
        raise HubError(worded(_("%(file)s is damaged or no backup; give another one."), file=path))
    if about["migrations"] != _migrations():
        raise HubError(
            worded(_("%(file)s was made by another version; restore it with that version, then upgrade."), file=path)
        )
    return about


def _read(found: zipfile.ZipFile, model: type[models.Model]) -> None:
    """Write a part's rows; times that are set by themselves keep what they were."""
    with found.open(f"{_name(model)}.jsonl") as part:
        text = io.TextIOWrapper(part, encoding="utf-8")
        for batch in _batches(serializers.deserialize("jsonl", text)):
            _keep_times(model)
            model._default_manager.bulk_create([row.object for row in batch], batch_size=BATCH)


def _keep_times(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.DateTimeField):
            field.auto_now = field.auto_now_add = False


def _check_references() -> None:
    connection.check_constraints()


def _reset_sequences() -> None:
    """PostgreSQL counts ids beside its tables: tell it where they stand."""
    statements = connection.ops.sequence_reset_sql(no_style(), _models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def _snapshot() -> Iterator[None]:
    """One view of the database from the first row to the last; on PostgreSQL others go on writing meanwhile."""
    with transaction.atomic():
        if connection.vendor == "postgresql" and not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
