"""Words by which no name is known: see `service.domain.learning`."""

NOT_NAMES = frozenset(
    """
    a an and any all at by for from her his in is it me my no not of on one or our she he some that
    the their them they to was who whom with
    dr doctor doctors prof professor professors mr mrs ms mx miss mister sir dame lady lord rev
    reverend
    anonymous colleague colleagues consultant consultants department friend head junior lead
    lecturer lecturers man manager matron men mentor midwife midwives name named nurse nurses
    officer patient patients people person placement porter registrar registrars school secretary
    senior sister somebody someone staff student students supervisor supervisors surgeon surgeons
    teacher teachers team theatre trainee trainees tutor tutors unknown university visitor visitors
    ward wards woman women
    ahp clinical educational foundation hospital medical personal practice trust year
    """.split()
)
"""What people write where a name is asked for, and is part of none."""

TITLES = frozenset("dr dame lady lord miss mr mrs ms mx prof professor rev sir".split())
"""What a name stands behind."""

ALSO_WORDS = frozenset(
    """
    art autumn best bill black blue bright brown case chance church cross day early east faith
    field fields forest frank gay good grace grant gray green grey hall hand hard hill hope house
    hunt joy june keen king lane law little long love low major march mark may mercy mill moon more
    noble north page park parks patience pool poor potter power price prince rich rose sharp short
    small smart south speaker spring still stone street strange strong summer sun wall waters way
    weeks well wells west white wild will winter wise wood woods worth yard young
    """.split()
)
"""Words that are names too: such a part of a name counts only with all the others, or a title."""

MONTHS = (
    "january|february|april|june|july|august|september|october|november|december|"
    "jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec|"
    "ionawr|chwefror|mawrth|ebrill|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr|"
    "(?-i:March|May|MARCH|MAY|Mar|Mai)"  # in small letters these are other words
)
"""For a pattern that does not tell capitals from small letters."""
