"""Finds the nearest child contact centres that offer the service a child needs.

Words, pure values without input or output:
    `errors`, `location`, `postcodes`, `sessions`, `centres`, `words`, `settings`

Finding, what a visitor uses:
    `generations`      folders written whole, one of them live
    `postcode_files`   the files of a postcode index
    `postcode_index`   where 2.7 million postcodes are, memory-mapped
    `places`           towns and villages by name
    `coastline`        the outline of the isles, and what crosses water
    `origins`          what was asked for → a place to measure from
    `spatial_index`    positions, nearest first, exactly
    `search_query`     what was typed → a search, or what to mend
    `search`           who offers what is asked for, nearest first
    `snapshot`         the listing as published
    `snapshot_fetching` the newest snapshot of another machine, kept

Importing, what a keeper of the listing runs:
    `ons_directory`    the ONS Postcode Directory, read
    `code_point_open`  Ordnance Survey's Code-Point Open, read
    `island_parishes`  the places that it has no positions for
    `postcode_rows`    its rows with keys, positions and nations
    `postcode_areas`   the middles of sectors and districts
    `postcode_build`   the directory → the files of an index
    `tables`, `csv_rows`, `json_rows`    CSV, XLSX and JSON → rows of text
    `workbooks`, `workbook_parts`        XLSX, unpacked within limits
    `table_limits`, `sheet_looks`        how much of it is too much
    `session_wording`, `clock_wording`   sessions as people write them
    `cells`, `cell_lists`                how each kind of cell is read
    `listing_columns`, `listing_terms`   the columns, and what people call them
    `listing_rows`     rows, or issues with their cells
    `listing_centres`, `listings`        rows → centres
    `open_referral_feeds`, `open_referral_files`, `open_referral_web`
                       Open Referral UK feeds, saved or by their address
    `open_referral_values`, `open_referral_schedules`
                       a feed's values, whatever JSON they are; its schedules
    `open_referral_service_cells`, `open_referral_centre_cells`
                       a feed's service, and its location, as cells
    `open_referral_offers`, `open_referral_reading`
                       a feed → the tables of a listing → centres
    `open_referral_terms`, `open_referral_json`
                       ids, terms and objects of Open Referral UK
    `open_referral_service_parts`, `open_referral_location_parts`
                       a service, and where it is, in its fields
    `open_referral_writing`   centres, said in Open Referral UK
    `listing_writing`  centres → the tables of a listing
    `geocoding`        where a centre is, and how that is known
    `online_geocoding`, `online_services`   postcodes.io and Nominatim
    `patient_asking`, `geocoding_cache`     asking them gently, and never twice
    `importer`         read → validate → geocode → check
    `template_workbook`                     a workbook to start a listing from
    `changes`, `suspected_duplicates`       what would change; what may be one
    `import_summary`, `import_report`       what was found, and its files
    `report_page`, `report_map`, `marked_workbook`
                       the report as a page, and beside the cells
    `terminal_summary`, `progress_bar`, `watching`
                       what the terminal shows
    `stored_snapshots` which snapshots are stored

Doors:
    `web`              pages, API and health
"""
