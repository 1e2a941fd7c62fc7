"""A business: what it can bear, how the harm grows with time, and what it needs (JR/T 0251 §6.2)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scenarios.bia.words import Allowance, Class, Grade, Importance, Priority, Rpo, Rto, Tolerable
from scenarios.fields import Duration, Input, Name, Title, lasting


class ImpactInput(Input):
    """How bad it is when the business has been down for a time; grades from 1 (hardly felt) to 5 (not acceptable)."""

    after: Annotated[Duration, lasting("0s", "3650d")] = Field(description="Time since the interruption.")
    loss: Annotated[int, Field(ge=0, le=10**15)] | None = Field(
        None, description="Direct and indirect economic loss by then, in units of about.unit of about.currency."
    )
    economic: Grade | None = Field(None, description="Economic loss as a grade.")
    reputation: Grade | None = Field(None, description="Harm to public reputation.")
    credit: Grade | None = Field(None, description="Harm to credit.")
    legal: Grade | None = Field(None, description="Breach of law or supervision.")


class NeedsInput(Input):
    """What a business cannot run without."""

    services: list[Name] = Field([], description="IT services.")
    businesses: list[Name] = Field([], description="Other businesses.")


class BusinessInput(Input):
    """One business."""

    title: Title | None = None
    owner: Title | None = Field(None, description="The department that answers for it.")
    class_: Class | None = Field(None, alias="class", description="Whether it is a real-time business.")
    importance: Importance | None = None
    priority: Priority | None = Field(None, description="Order of recovery among the businesses, 1 first.")
    mtpd: Tolerable | None = Field(None, description="Maximum tolerable period of disruption.")
    rto: Rto | None = Field(None, description="Recovery time objective; smaller than the tolerable period.")
    rpo: Rpo | None = Field(None, description="Recovery point objective.")
    response: Allowance | None = Field(None, description="Time to notice, decide and begin the recovery.")
    verification: Allowance | None = Field(None, description="Time to verify that the business works again.")
    impact: Annotated[list[ImpactInput], Field(max_length=50)] = Field([])
    needs: NeedsInput = NeedsInput.model_construct(services=[], businesses=[])
