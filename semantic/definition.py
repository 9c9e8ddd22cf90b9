"""What all definitions share: the base of everything written in YAML, and its small vocabulary."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

NAME_PATTERN = r"^[a-z][a-z0-9_]*$"
FIELD_PATTERN = r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"
Name = Annotated[str, Field(pattern=NAME_PATTERN, max_length=80)]
FieldName = Annotated[str, Field(pattern=FIELD_PATTERN)]
DataType = Literal["text", "number", "date", "timestamp", "boolean"]
Grain = Literal["day", "week", "month", "quarter", "year"]
FineGrain = Literal["nanosecond", "microsecond", "millisecond", "second", "minute", "hour"]
AnyGrain = FineGrain | Grain
DatePart = Literal["hour", "day", "dow", "doy", "month", "quarter", "year"]


class Definition(BaseModel):
    """Base of everything written in YAML: immutable, and a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
