"""The outcome letters that come with the product, for an institution to take and to change."""

LETTER_TEXTS: dict[str, tuple[str, str]] = {
    "To who reported": (
        "What came of your report",
        """\
Thank you for telling us. This letter is about your report, {reference}. It says what was decided, \
and why.

# What was decided

- {outcome}

# What we found

- {findings}

# Why

{reasons}

# What is done for you

- {remedies}

# What you can do now

You can ask us anything about this letter, and tell us at any time if somebody treats you badly \
for having spoken. You do not have to keep what happened, or this letter, to yourself.

You can reach us here: {contact}

{institution}
""",
    ),
    "To somebody a report was about": (
        "The outcome of a case about you",
        """\
This letter is about the case {reference}. It says what was decided, and why.

# What we found

- {findings}

# What was decided

- {outcome}

# Why

{reasons}

# What is done for you

- {remedies}

# What you can do now

You can ask us anything about this letter. Nobody may be treated badly for having spoken about \
what happened, or for having helped to find it out.

You can reach us here: {contact}

{institution}
""",
    ),
}
"""By name: the title and the words of each, in English."""
