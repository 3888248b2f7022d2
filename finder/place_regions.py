"""What people write after the name of a town, and the counties or nations it means.

Counties of ``data/places.csv`` and postcode districts are not here: they mean
themselves.
"""

_REGIONS = """
england, lloegr: england
wales, cymru, north wales, south wales, clwyd, dyfed, glamorgan, gwent: wales
scotland, alban, yr alban, argyll, caithness, perthshire, sutherland: scotland
northern ireland, gogledd iwerddon, ni, ulster: northern-ireland
antrim, armagh, down, fermanagh, londonderry, derry, tyrone: northern-ireland
jersey: jersey
guernsey: guernsey
channel islands: jersey, guernsey
isle of man, iom, ynys manaw: isle-of-man
uk, united kingdom, gb, great britain: england, wales, scotland, northern-ireland
ynys mon: anglesey
sir benfro: pembrokeshire
sir gar, sir gaerfyrddin: carmarthenshire
avon: bristol, gloucestershire, somerset
beds: bedfordshire
berks: berkshire
bucks: buckinghamshire
cambs, huntingdonshire: cambridgeshire
east riding, east yorkshire: east riding of yorkshire
glos: gloucestershire
hants: hampshire
herts: hertfordshire
humberside: east riding of yorkshire, lincolnshire
iow: isle of wight
lancs: lancashire, greater manchester, merseyside
leics: leicestershire
lincs: lincolnshire
london: greater london
middlesex, middx: greater london, surrey, hertfordshire
northants: northamptonshire
notts: nottinghamshire
oxon: oxfordshire
salop: shropshire
staffs: staffordshire
sussex: east sussex, west sussex
teesside: durham, north yorkshire
tyneside: tyne and wear
westmorland: cumbria
wilts: wiltshire
worcs: worcestershire
yorkshire, yorks: north yorkshire, south yorkshire, west yorkshire, east riding of yorkshire
"""  # noqa: E501


def _read_regions(lines: str) -> dict[str, frozenset[str]]:
    parted = (line.split(": ") for line in lines.strip().splitlines())
    return {
        name: frozenset(within.split(", "))
        for names, within in parted
        for name in names.split(", ")
    }


# Names, in lower case, with the regions that each stands for.
REGIONS = _read_regions(_REGIONS)
