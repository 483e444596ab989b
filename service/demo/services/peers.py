"""Networks of people who have been there."""

from service.demo.services.entry import BY_MESSAGE, CAMPUS, EVERYWHERE, entry

PEERS, FIRST_GENERATION = "Northbridge Medics of Colour", "First Generation Mentors"
"""The first has an officer of the sample who speaks for it."""

_READS = "text_only remote outside_working_hours"

PEER_NETWORKS = (
    entry(
        "Deaf Medics Network", "peer_network",
        "Deaf and hard-of-hearing students and doctors; first contact by message.",
        "07700 900 125", about="disability", languages="en bsl", hours="",
        opening_hours=BY_MESSAGE, represents="disabled clinician",
        communities=("Deaf people", "British Sign Language users"),
        helps_with="isolation loss_of_belonging", contact={"sms": "07700 900 125"},
        accessible="bsl text_only remote outside_working_hours",
    ),
    entry(
        PEERS, "peer_network",
        "Students and doctors who have been there. A named person writes to you within three days.",
        "07700 900 128", about="race", hours="", opening_hours=BY_MESSAGE, sites=EVERYWHERE,
        languages="en fr so", represents="global_majority woman man clinician",
        communities=("Black African and Caribbean students", "Asian students", "Somali speakers"),
        helps_with="isolation loss_of_belonging imposter_feelings self_confidence",
        contact={"chat_url": "https://example.org/medics-of-colour/chat"}, accessible=_READS,
    ),
    entry(
        "Muslim Medics Circle", "peer_network",
        "Peer support, prayer on placement, and practical advice for theatre.", "07700 900 129",
        about="religion_or_belief race", languages="en ar ur bn", hours="",
        opening_hours=BY_MESSAGE, represents="has_a_faith global_majority woman man",
        communities=("Muslim students", "Women who wear a hijab in theatre"),
        helps_with="isolation loss_of_belonging", accessible=_READS,
    ),
    entry(
        "Proud Medics", "peer_network",
        "A network of LGBT+ students and doctors, with a mentor on most sites.", "07700 900 130",
        about="sexual_orientation gender_reassignment", hours="", opening_hours=BY_MESSAGE,
        sites=EVERYWHERE, represents="lgbtq_plus clinician",
        communities=("Trans and non-binary people", "Lesbian, gay and bisexual people"),
        helps_with="isolation safety loss_of_belonging", accessible=_READS,
    ),
    entry(
        FIRST_GENERATION, "peer_network",
        "Doctors who were the first in their families to go to university.", "07700 900 131",
        name_cy="Mentoriaid y Genhedlaeth Gyntaf",
        description_cy="Meddygon a oedd y cyntaf yn eu teuluoedd i fynd i'r brifysgol.",
        about="socioeconomic_background care_experience", languages="en cy", hours="",
        opening_hours=BY_MESSAGE, represents="first_in_family care_experienced clinician",
        communities=("First in the family at university", "Care leavers"),
        helps_with="imposter_feelings self_confidence considering_leaving", accessible=_READS,
    ),
    entry(
        "Parents and Carers in Medicine", "peer_network",
        "For students who look after somebody, from those who did.", "07700 900 132",
        about="caring_responsibility pregnancy_maternity sex", hours="",
        opening_hours=BY_MESSAGE, sites=(CAMPUS,), represents="parent_or_carer woman man",
        helps_with="isolation attendance considering_leaving", accessible=_READS,
    ),
)  # fmt: skip
