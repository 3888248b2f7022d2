import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.errors import ListingRefused
from finder.json_rows import NotListingJson, rows_of_json
from finder.tables import read_tables

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "services", "centres"]), inner)
    ),
    max_leaves=10,
)


def test_a_list_of_objects_is_a_table_headed_by_their_names():
    rows = rows_of_json(
        json.dumps(
            [
                {"name": "Example One", "services": ["supported", "handover"]},
                {"name": "Example Two", "postcode": "NG1 5FS", "parking": True},
            ]
        )
    )
    assert rows == {
        "": [
            ["name", "services", "postcode", "parking"],
            ["Example One", "supported; handover", "", ""],
            ["Example Two", "", "NG1 5FS", "yes"],
        ]
    }


def test_two_lists_are_the_two_tables_of_the_full_shape(tmp_path):
    path = tmp_path / "listing.json"
    path.write_text(
        json.dumps({"centres": [{"id": "one"}], "services": [{"centre_id": "one"}]})
    )
    tables = read_tables(path)
    assert [(it.sheet, it.headings, it.rows[0].cells) for it in tables] == [
        ("centres", ("id",), ("one",)),
        ("services", ("centre_id",), ("one",)),
    ]
    assert tables[0].rows[0].line == 1


@pytest.mark.parametrize(
    "text",
    ["[1]", "{}", '{"centres": 3}', "[", "[" * 100_000, '{"centres": [[]]}', "null"],
)
def test_other_json_is_not_a_listing(text):
    with pytest.raises(NotListingJson):
        rows_of_json(text)


def test_broken_json_is_refused_as_a_file(tmp_path):
    path = tmp_path / "listing.json"
    path.write_text('[{"name": "Example"')
    with pytest.raises(ListingRefused) as refused:
        read_tables(path)
    assert refused.value.reason == "json_broken"


@given(anything)
def test_any_json_is_rows_of_text_or_no_listing(document):
    try:
        sheets = rows_of_json(json.dumps(document))
    except NotListingJson:
        return
    for rows in sheets.values():
        assert all(isinstance(cell, str) for row in rows for cell in row)
        assert len({len(row) for row in rows}) <= 1
