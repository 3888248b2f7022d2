"""What a page shows of the description of the API."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a value is: of one of the schemas named, or else of a simple type."""

    schemas: tuple[str, ...] = ()
    simple: str = ""
    in_list: bool = False
    or_null: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A parameter, or a member of an object. Limits are told by their JSON names."""

    name: str
    needed: bool
    kind: Kind
    text: str
    limits: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """An object with its members, or the codes that a text can be."""

    name: str
    text: str
    members: tuple[Member, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a status means, and what the body then is; empty if there is none."""

    status: str
    text: str
    schema: str
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing to ask, with an example: `asked` is the address, `sent` the body."""

    id: str
    method: str
    path: str
    summary: str
    text: str
    parameters: tuple[Member, ...]
    body: str
    answers: tuple[Answer, ...]
    asked: str
    sent: str
    answered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """All that the description says, in its order."""

    version: str
    operations: tuple[Operation, ...]
    schemas: tuple[Schema, ...]
    codes: tuple[str, ...]
