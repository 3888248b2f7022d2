from finder.changes import compare
from tests.builders import a_centre, a_service, at


def test_centres_are_told_apart_by_what_would_become_of_them():
    kept, gone, new = a_centre("kept"), a_centre("gone"), a_centre("new")
    changed = a_centre("changed", telephone="0115 496 0001")
    changes = compare([kept, gone, a_centre("changed")], [kept, new, changed])
    assert [it.id for it in changes.added] == ["new"]
    assert [it.id for it in changes.removed] == ["gone"]
    assert [it.centre.id for it in changes.changed] == ["changed"]
    assert (changes.live, changes.unchanged) == (3, 1)


def test_a_change_is_told_field_by_field_before_and_after():
    before = a_centre("one", telephone="0115 496 0000")
    after = a_centre("one", telephone="0115 496 0001", name="Example New")
    (change,) = compare([before], [after]).changed
    assert {(it.column, it.before, it.after) for it in change.fields} == {
        ("telephone", "0115 496 0000", "0115 496 0001"),
        ("name", "Example one", "Example New"),
    }


def test_a_change_of_one_service_names_the_service():
    before = a_centre("one", services=(a_service("supported", charges="Free"),))
    after = a_centre("one", services=(a_service("supported", charges="£2"),))
    (change,) = compare([before], [after]).changed
    assert [(it.column, it.before, it.after) for it in change.fields] == [
        ("supported: charges", "Free", "£2")
    ]


def test_the_same_listing_changes_nothing():
    centres = [a_centre("one"), a_centre("two")]
    changes = compare(centres, reversed(centres))
    assert (changes.added, changes.changed, changes.removed) == ((), (), ())


def test_a_service_that_is_new_or_gone_is_told_by_its_name_alone():
    before = a_centre("one", offers=("supported", "virtual"))
    after = a_centre("one", offers=("supported", "handover"))
    (change,) = compare([before], [after]).changed
    assert [(it.column, it.before, it.after) for it in change.fields] == [
        ("services", "supported; virtual", "supported; handover")
    ]


def test_a_move_is_told_with_what_it_was_placed_by():
    before = a_centre("one", location=at(52.95, -1.15))
    after = a_centre("one", location=at(52.96, -1.15))
    (change,) = compare([before], [after]).changed
    assert [(it.column, it.before, it.after) for it in change.fields] == [
        ("location", "52.95000, -1.15000 (postcode)", "52.96000, -1.15000 (postcode)")
    ]
