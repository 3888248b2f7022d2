import pytest

from finder.web.developers_reading import read_reference
from finder.web.reference import Kind

TEXT = {"type": "string"}


def a_document(**members):
    """Return a description with no operations, and one schema beside problems'."""
    code = {"code": {**TEXT, "x-extensible-enum": ["not_ready"]}}
    return {
        "info": {"version": "1.0.0"},
        "paths": {},
        "components": {
            "schemas": {
                "Problem": {"properties": code},
                "Thing": {"properties": members, "required": ["first"]},
            }
        },
    }


def the_member(schema):
    thing = read_reference(a_document(first=schema)).schemas[1]
    return thing.members[0]


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        (TEXT, Kind(simple="string")),
        ({**TEXT, "format": "date"}, Kind(simple="date")),
        (ref("Day"), Kind(schemas=("Day",))),
        ({"type": "array", "items": TEXT}, Kind(simple="string", in_list=True)),
        (
            {"type": "array", "items": {"anyOf": [ref("Found"), ref("NoAnswer")]}},
            Kind(schemas=("Found", "NoAnswer"), in_list=True),
        ),
        (
            {"anyOf": [ref("Day"), {"type": "null"}]},
            Kind(schemas=("Day",), or_null=True),
        ),
        (
            {"anyOf": [{"type": "array", "items": TEXT}, {"type": "null"}]},
            Kind(simple="string", in_list=True, or_null=True),
        ),
    ],
)
def test_the_kind_of_a_value_is_read(schema, kind):
    assert the_member(schema).kind == kind


@pytest.mark.parametrize(
    ("schema", "limits"),
    [
        (TEXT, ()),
        ({**TEXT, "maxLength": 40}, (("maxLength", "40"),)),
        ({"type": "boolean", "default": False}, (("default", "false"),)),
        ({**ref("Order"), "default": "nearest"}, (("default", "nearest"),)),
        ({"type": "array", "items": TEXT, "default": []}, ()),
        (
            {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]},
            (("minimum", "0"),),
        ),
    ],
)
def test_the_limits_of_a_value_are_read(schema, limits):
    assert the_member(schema).limits == limits


def test_what_is_needed_is_told_from_what_may_be_missing():
    thing = read_reference(a_document(first=TEXT, second=TEXT)).schemas[1]
    assert [(it.name, it.needed) for it in thing.members] == [
        ("first", True),
        ("second", False),
    ]


def test_an_object_without_members_is_not_told():
    assert [it.name for it in read_reference(a_document()).schemas] == ["Problem"]
