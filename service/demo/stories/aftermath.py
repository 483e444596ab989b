"""Stories that refer to other people or to other stories, and reports that are not sent yet."""

from dataclasses import dataclass

from service.demo.stories.story import Story

_ROYAL = "Northbridge Royal Infirmary"

AFTERMATH = (
    Story("triage", "confidential", "Two of us, the same theatre",
          "harassment exclusion", "theatre_or_ward_round", "religion_or_belief",
          "isolation attendance",
          "The surgeon in theatre four asks whether my sleeves are 'a statement' and gives my "
          "place at the table away. I have stopped putting my name on the theatre list.",
          "That somebody talks to him who does not need his signature.",
          "clinical_supervisor/Mr A. Penhallow <a.penhallow@Royal.Example.org>", _ROYAL,
          assesses=True, agrees="match", wants="woman has_a_faith languages:ar"),
    Story("triage", "anonymous", "Taken off the list since I wrote",
          "retaliation", "theatre_or_ward_round", "religion_or_belief race",
          "attendance considering_leaving",
          "Three weeks after I wrote to you my name went from every theatre list. I was told that "
          "there are 'students who do not make difficulties'. I have no cases to log.",
          "My place back, before the logbook closes.",
          "clinical_supervisor/Mr Alastair Penhallow", _ROYAL,
          assesses=True, after="Comments about a headscarf in theatre"),
    Story("duplicate", "named", "Extra time forgotten, sent once more",
          "failure_reasonable_adjustment", "assessment_or_exam", "disability", "health",
          "I think my first report did not go through, because the page stopped. It was about my "
          "extra time, which was not on the list in either paper.",
          "", after="Extra time forgotten in two papers"),
    Story("triaged", "named", "My flatmate does not answer the door",
          "bullying", "accommodation", "race sexual_orientation", "isolation safety",
          "Somebody writes things on my flatmate's door. He wipes them off and says that it is "
          "nothing. He does not know that I am writing, and I am not sure that he would want it.",
          "Tell me how I can help him.", relationship="on_behalf_without_consent",
          affected="Efua Darko", scenes="asked"),
    Story("triaged", "confidential", "What was said at the wellbeing desk",
          "microaggression", "other", "race", "loss_of_belonging",
          "I came to ask for help, and the officer said that 'people from your background often "
          "find it hard to ask'. I left. I know that he is one of those who read these reports.",
          "That somebody else reads this one.",
          "professional_services/Tomos Bevan <Tomos@northbridge.example.org>"),
    Story("submitted", "anonymous", "Always the same joke at sign-in",
          "microaggression", "campus_teaching", "accent_language", "self_confidence",
          "Whoever takes the register says my name as if it were a sneeze. It is small. I would "
          "like it to be counted with the other small things.", "", below_threshold=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that was begun so many days ago; ``rest`` is what it says once it is sent."""

    age: float
    begun: str
    rest: str = ""


DRAFTS = (
    Draft(21, "I do not know how to begin. It is about the Thursday clinic."),
    Draft(9, "My tutor said something yesterday. I write it down while I remember it:",
          "My tutor said yesterday that I 'got in on a quota', in front of the whole group, and "
          "nobody said a word. I have slept on it and would like you to know."),
    Draft(2, "The lift at the skills centre again"),
)  # fmt: skip
