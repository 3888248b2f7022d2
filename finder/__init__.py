"""Finds the nearest child contact centres that offer the service a child needs.

Words, pure values without input or output:
    `errors`, `location`, `postcodes`, `sessions`, `centres`

Finding, what a visitor uses:
    `generations`     folders written whole, one of them live
    `postcode_index`  2.7 million postcodes, memory-mapped
    `origins`         what a visitor typed → a place to measure from
    `spatial_index`   positions, nearest first, exactly
    `search`          who offers what is asked for, nearest first
    `snapshot`        the listing as published

Importing, what a keeper of the listing runs:
    `ons_directory`   ONS Postcode Directory → files of a `postcode_index`
    `tables`          CSV and XLSX → rows of text
    `listing_columns` what each column may hold
    `listings`        rows → centres, or issues to mend
    `geocoding`       where a centre is, and how that is known
    `importer`        read → validate → geocode → check → publish

Doors:
    `settings`        every knob
    `web`             pages and API
"""
