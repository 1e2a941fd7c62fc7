"""An archive in a bucket of an S3-compatible store: conditional puts, object lock where it is asked. Extra `s3`."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from service.archive.stores import ArchivedError, ArchiveError, Kept, digest_in, kept_of, line_bytes

Lock: TypeAlias = Literal["none", "governance", "compliance"]
_ENTRY: Final = ".kept.json"
_THERE: Final = frozenset(("PreconditionFailed", "ConditionalRequestConflict", "412", "409"))


class BucketStore:
    """Bundles as objects, and beside each one a small object that says what it is.

    Keys and region come from where boto3 looks for them (environment, profile, instance). `lock` asks the store to
    refuse every deletion until the day of the retention profile; without a day there is none that could be asked for.
    """

    def __init__(self, bucket: str, prefix: str = "", endpoint: str | None = None, lock: Lock = "none") -> None:
        self._bucket, self._prefix, self._lock = bucket, prefix.strip("/"), lock
        self._client: Any = _client(endpoint)

    @property
    def where(self) -> str:
        """Return bucket and prefix."""
        return f"s3://{self._bucket}/{self._prefix}"

    def put(self, kept: Kept, bundle: Path) -> bool:
        """Keep a bundle; False where the very same is kept already. Raises ArchivedError, ArchiveError.

        The object that says what it is comes last: what has none was never kept.
        """
        with self._told():
            known = self._entry(self._key(kept.name))
            if known is not None:
                return self._same(known, kept)
            with bundle.open("rb") as body:
                self._put_once(self._key(kept.name), body, kept.sha256, kept.until)
            line = line_bytes(kept)
            self._put_once(self._key(kept.name) + _ENTRY, line, sha256(line).hexdigest(), kept.until)
        return True

    def kept(self) -> Iterator[Kept]:
        """Yield everything that was put there, in order of names; raises ArchiveError."""
        with self._told():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._key(""))
            for page in pages:
                keys = [one["Key"] for one in page.get("Contents", ())]
                for key in (key for key in keys if key.endswith(_ENTRY)):
                    found = self._entry(key.removesuffix(_ENTRY))
                    if found is not None:
                        yield found

    def fetch(self, kept: Kept, target: Path) -> None:
        """Copy a bundle from there to a new file; raises ArchiveError."""
        with self._told(kept.name), target.open("wb") as file:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key(kept.name))
            shutil.copyfileobj(answer["Body"], file)

    def _put_once(self, key: str, body: Any, digest: str, until: str) -> None:
        """Put an object where none is; one that a death left there without its entry is taken where it is the same."""
        checksum = base64.b64encode(bytes.fromhex(digest)).decode()
        told = {"Bucket": self._bucket, "Key": key, "Body": body, "IfNoneMatch": "*"}
        try:
            self._client.put_object(**told, ChecksumAlgorithm="SHA256", ChecksumSHA256=checksum, **self._locked(until))
        except _errors().ClientError as error:
            if error.response["Error"]["Code"] not in _THERE:
                raise
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
            if digest_in(answer["Body"]) != digest:
                msg = f"{self.where}: {key}: something else lies there, and nothing is overwritten"
                raise ArchivedError(msg) from error

    def _locked(self, until: str) -> dict[str, Any]:
        """Return the headers of object lock, none where none is asked or the profile has no last day."""
        if self._lock == "none" or not until:
            return {}
        day = datetime.fromisoformat(until).replace(tzinfo=UTC)
        return {"ObjectLockMode": self._lock.upper(), "ObjectLockRetainUntilDate": day}

    def _entry(self, key: str) -> Kept | None:
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=key + _ENTRY)
        except _errors().ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                return None
            raise
        return kept_of(answer["Body"].read(), f"{self.where}: {key}{_ENTRY}")

    def _same(self, known: Kept, kept: Kept) -> bool:
        if known == kept:
            return False
        msg = f"{self.where}: {kept.name}: another bundle is kept under this name already, and nothing is overwritten"
        raise ArchivedError(msg)

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name

    @contextmanager
    def _told(self, name: str = "") -> Generator[None]:
        errors = _errors()
        try:
            yield
        except (errors.ClientError, errors.BotoCoreError, OSError) as error:
            about = f"{self.where}: {name}" if name else self.where
            msg = f"{about}: {error}; look at the bucket, the keys and the way there"
            raise ArchiveError(msg) from error


def _client(endpoint: str | None) -> Any:
    try:
        boto3 = import_module("boto3")
    except ImportError as error:
        msg = "an archive in a bucket needs the extra: pip install 'drillproof[s3]'"
        raise ArchiveError(msg) from error
    try:
        return boto3.client("s3", endpoint_url=endpoint)
    except (_errors().BotoCoreError, ValueError) as error:
        msg = f"s3: {error}; set AWS_REGION and the keys as boto3 wants them"
        raise ArchiveError(msg) from error


def _errors() -> Any:
    return import_module("botocore.exceptions")
