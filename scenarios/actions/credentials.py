"""Actions on credentials: a role's password is changed with the old one kept, and put back."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from scenarios.actions.kind import ActionKind, ActionValues
from scenarios.actions.postgres import PostgresInput
from scenarios.fields import Name, SecretName
from scenarios.plan import Text
from scenarios.programs import scripts
from scenarios.surroundings import Around


class CredentialInput(PostgresInput):
    """Whose password it is; run on the primary."""

    role: Name = Field(description="The role whose password it is.")
    database: Annotated[str, Field(min_length=1, max_length=63)] = Field(
        "postgres", description="The database by which it is tried whether the role gets in."
    )


class CredentialRotateInput(CredentialInput):
    """Changes a role's password and tries the new one over TCP; where that fails, the old one is put back at once.

    The old one is kept beside the data directory, as the server stores it, until credential_restore or until it is
    removed by hand. Neither stands in a command line, in the plan or in the server's log.
    """

    action: Literal["credential_rotate"]
    new: SecretName = Field(description="Name of the secret that holds the new password.")


class CredentialRestoreInput(CredentialInput):
    """Puts back the password that credential_rotate kept."""

    action: Literal["credential_restore"]


def _env(form: CredentialInput) -> dict[str, str]:
    return {
        "ACTION_DATA": form.data,
        "ACTION_USER": form.user,
        "ACTION_ROLE": form.role,
        "ACTION_DATABASE": form.database,
    }


def _rotate(form: CredentialRotateInput, around: Around) -> ActionValues:
    del around
    return ActionValues(env=_env(form), secrets={"ACTION_NEW": form.new}, detail=form.role)


def _restore(form: CredentialRestoreInput, around: Around) -> ActionValues:
    del around
    return ActionValues(env=_env(form), detail=form.role)


CREDENTIAL_ROTATE: Final = ActionKind(
    name="credential_rotate",
    title=Text(zh="更换口令并测试", en="change the password and try it"),
    inputs=CredentialRotateInput,
    program=scripts(__package__, "postgres.sh", "credential.sh", "credential_rotate.sh"),
    specify=_rotate,
)
CREDENTIAL_RESTORE: Final = ActionKind(
    name="credential_restore",
    title=Text(zh="恢复原口令", en="put the old password back"),
    inputs=CredentialRestoreInput,
    program=scripts(__package__, "postgres.sh", "credential.sh", "credential_restore.sh"),
    specify=_restore,
)
CREDENTIALS: Final = (CREDENTIAL_ROTATE, CREDENTIAL_RESTORE)
