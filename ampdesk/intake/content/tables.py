"""Words of content as data: months, yes and no, zones and their abbreviations."""

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv enero ene jänner jaenner",
            "feb february februar fevrier fevr febrero fev",
            "mar march marz maerz mars marzo mrz",
            "apr april avril avr abril abr",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet juil julio",
            "aug august aout agosto ago",
            "sep sept september septembre septiembre setiembre set",
            "oct october oktober okt octobre octubre",
            "nov november novembre noviembre",
            "dec december dezember dez decembre dic diciembre",
        ),
        1,
    )
    for name in names.split()
}
"""Names of months in en, de, fr, es without accents, lower case, and their numbers."""

TRUE_WORDS = frozenset(
    "yes y true t 1 x on ja j wahr oui o vrai si s sí verdadero subscribed 1.0 ✓".split()  # noqa: SIM905
)
FALSE_WORDS = frozenset(
    "no n false f 0 off nein falsch non faux falso unsubscribed 0.0".split()  # noqa: SIM905
)

ABBREVIATIONS: dict[str, int] = {
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360,
    "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "AST": -240, "ADT": -180,
    "NST": -210, "NDT": -150, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "MEZ": 60,
    "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "JST": 540, "KST": 540, "SGT": 480,
    "AWST": 480, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
    "SAST": 120, "BRT": -180, "ART": -180,
}  # fmt: skip
"""Minutes east of UTC. IST is left out: India, Israel and Ireland use it."""

_RAILS = """
International Date Line West | Etc/GMT+12
Midway Island | Pacific/Midway
American Samoa | Pacific/Pago_Pago
Hawaii | Pacific/Honolulu
Alaska | America/Juneau
Pacific Time (US & Canada) | America/Los_Angeles
Tijuana | America/Tijuana
Mountain Time (US & Canada) | America/Denver
Arizona | America/Phoenix
Chihuahua | America/Chihuahua
Mazatlan | America/Mazatlan
Central Time (US & Canada) | America/Chicago
Saskatchewan | America/Regina
Guadalajara | America/Mexico_City
Mexico City | America/Mexico_City
Monterrey | America/Monterrey
Central America | America/Guatemala
Eastern Time (US & Canada) | America/New_York
Indiana (East) | America/Indiana/Indianapolis
Bogota | America/Bogota
Lima | America/Lima
Quito | America/Lima
Atlantic Time (Canada) | America/Halifax
Caracas | America/Caracas
La Paz | America/La_Paz
Santiago | America/Santiago
Asuncion | America/Asuncion
Newfoundland | America/St_Johns
Brasilia | America/Sao_Paulo
Buenos Aires | America/Argentina/Buenos_Aires
Montevideo | America/Montevideo
Georgetown | America/Guyana
Puerto Rico | America/Puerto_Rico
Greenland | America/Nuuk
Mid-Atlantic | Atlantic/South_Georgia
Azores | Atlantic/Azores
Cape Verde Is. | Atlantic/Cape_Verde
Dublin | Europe/Dublin
Edinburgh | Europe/London
Lisbon | Europe/Lisbon
London | Europe/London
Casablanca | Africa/Casablanca
Monrovia | Africa/Monrovia
Belgrade | Europe/Belgrade
Bratislava | Europe/Bratislava
Budapest | Europe/Budapest
Ljubljana | Europe/Ljubljana
Prague | Europe/Prague
Sarajevo | Europe/Sarajevo
Skopje | Europe/Skopje
Warsaw | Europe/Warsaw
Zagreb | Europe/Zagreb
Brussels | Europe/Brussels
Copenhagen | Europe/Copenhagen
Madrid | Europe/Madrid
Paris | Europe/Paris
Amsterdam | Europe/Amsterdam
Berlin | Europe/Berlin
Bern | Europe/Zurich
Zurich | Europe/Zurich
Rome | Europe/Rome
Stockholm | Europe/Stockholm
Vienna | Europe/Vienna
West Central Africa | Africa/Algiers
Bucharest | Europe/Bucharest
Cairo | Africa/Cairo
Helsinki | Europe/Helsinki
Kyiv | Europe/Kiev
Riga | Europe/Riga
Sofia | Europe/Sofia
Tallinn | Europe/Tallinn
Vilnius | Europe/Vilnius
Athens | Europe/Athens
Istanbul | Europe/Istanbul
Minsk | Europe/Minsk
Jerusalem | Asia/Jerusalem
Harare | Africa/Harare
Pretoria | Africa/Johannesburg
Kaliningrad | Europe/Kaliningrad
Moscow | Europe/Moscow
St. Petersburg | Europe/Moscow
Volgograd | Europe/Volgograd
Samara | Europe/Samara
Kuwait | Asia/Kuwait
Riyadh | Asia/Riyadh
Nairobi | Africa/Nairobi
Baghdad | Asia/Baghdad
Tehran | Asia/Tehran
Abu Dhabi | Asia/Muscat
Muscat | Asia/Muscat
Baku | Asia/Baku
Tbilisi | Asia/Tbilisi
Yerevan | Asia/Yerevan
Kabul | Asia/Kabul
Ekaterinburg | Asia/Yekaterinburg
Islamabad | Asia/Karachi
Karachi | Asia/Karachi
Tashkent | Asia/Tashkent
Chennai | Asia/Kolkata
Kolkata | Asia/Kolkata
Mumbai | Asia/Kolkata
New Delhi | Asia/Kolkata
Kathmandu | Asia/Kathmandu
Dhaka | Asia/Dhaka
Sri Jayawardenepura | Asia/Colombo
Almaty | Asia/Almaty
Astana | Asia/Almaty
Novosibirsk | Asia/Novosibirsk
Rangoon | Asia/Rangoon
Bangkok | Asia/Bangkok
Hanoi | Asia/Bangkok
Jakarta | Asia/Jakarta
Krasnoyarsk | Asia/Krasnoyarsk
Beijing | Asia/Shanghai
Chongqing | Asia/Chongqing
Hong Kong | Asia/Hong_Kong
Urumqi | Asia/Urumqi
Kuala Lumpur | Asia/Kuala_Lumpur
Singapore | Asia/Singapore
Taipei | Asia/Taipei
Perth | Australia/Perth
Irkutsk | Asia/Irkutsk
Ulaanbaatar | Asia/Ulaanbaatar
Seoul | Asia/Seoul
Osaka | Asia/Tokyo
Sapporo | Asia/Tokyo
Tokyo | Asia/Tokyo
Yakutsk | Asia/Yakutsk
Darwin | Australia/Darwin
Adelaide | Australia/Adelaide
Canberra | Australia/Canberra
Melbourne | Australia/Melbourne
Sydney | Australia/Sydney
Brisbane | Australia/Brisbane
Hobart | Australia/Hobart
Vladivostok | Asia/Vladivostok
Guam | Pacific/Guam
Port Moresby | Pacific/Port_Moresby
Magadan | Asia/Magadan
Srednekolymsk | Asia/Srednekolymsk
Solomon Is. | Pacific/Guadalcanal
New Caledonia | Pacific/Noumea
Fiji | Pacific/Fiji
Kamchatka | Asia/Kamchatka
Marshall Is. | Pacific/Majuro
Auckland | Pacific/Auckland
Wellington | Pacific/Auckland
Nuku'alofa | Pacific/Tongatapu
Tokelau Is. | Pacific/Fakaofo
Chatham Is. | Pacific/Chatham
Samoa | Pacific/Apia
Eastern Time | America/New_York
Central Time | America/Chicago
Mountain Time | America/Denver
Pacific Time | America/Los_Angeles
"""

RAILS_ZONES: dict[str, str] = {
    name.casefold(): zone
    for name, _, zone in (line.partition(" | ") for line in _RAILS.strip().splitlines())
}
"""ActiveSupport's names of zones (Square writes them), and shorter ones that PayPal and others use,
case-folded, to IANA names."""
