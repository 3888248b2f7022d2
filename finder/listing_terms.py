"""How people write services, referral routes and headings in real spreadsheets."""

from finder.centres import ServiceType

# How people write the services, with everything but letters turned to hyphens.
# "Support contact" is an old word for handover.
_SERVICE_WORDS = {
    "support": "handover",
    "hand-over": "handover",
    "handovers": "handover",
    "hand-overs": "handover",
    "supported-handover": "handover",
    "pick-up": "handover",
    "drop-off": "handover",
    "pick-up-drop-off": "handover",
    "assessment": "supervised-assessment",
    "contact-assessment": "supervised-assessment",
    "letterbox": "indirect",
    "escort": "escorted",
    "identity": "life-story",
    "identity-work": "life-story",
    "life-story-identity": "life-story",
    "life-story-work": "life-story",
    "video": "virtual",
    "online": "virtual",
}
SERVICE_SYNONYMS = {
    f"{words}{ending}": code
    for words, code in {
        **_SERVICE_WORDS,
        **{service.value: service.value for service in ServiceType},
    }.items()
    for ending in ("", "-contact", "-family-time", "-service", "-contact-service")
}
ROUTE_SYNONYMS = {
    "self-referral": "self",
    "self-referrals": "self",
    "parent": "self",
    "parents": "self",
    "solicitors": "solicitor",
    "mediators": "mediator",
    "cafcass-officer": "cafcass",
    "cafcass-cymru": "cafcass",
    "social-workers": "social-worker",
    "social-services": "social-worker",
    "courts": "court",
    "court-order": "court",
    "other": "other-professional",
    "professional": "other-professional",
}

# Other headings seen in real spreadsheets, folded as `_folded` does.
HEADING_SYNONYMS = {
    "centre": "name",
    "centre_name": "name",
    "name_of_centre": "name",
    "post_code": "postcode",
    "tel": "telephone",
    "phone": "telephone",
    "telephone_number": "telephone",
    "phone_number": "telephone",
    "e_mail": "email",
    "email_address": "email",
    "web": "website",
    "web_site": "website",
    "url": "website",
    "address": "address_1",
    "address_line_1": "address_1",
    "address_line_2": "address_2",
    "services_offered": "services",
    "contact_type": "services",
    "contact_types": "services",
    "type_of_contact": "services",
    "service_type": "service",
    "city": "town",
    "town_city": "town",
    "lat": "latitude",
    "long": "longitude",
    "lon": "longitude",
    "lng": "longitude",
    "opening_times": "sessions",
    "opening_hours": "sessions",
    "cost": "charges",
    "costs": "charges",
    "fees": "charges",
    "organisation": "operator",
    "charity_no": "charity_number",
    "referrals": "referral_routes",
    "ages": "age_range",
}
