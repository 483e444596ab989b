"""The sample's directory: twenty-five invented support services, those for a crisis first.

Telephone numbers are of the ranges Ofcom keeps free for drama; addresses are of example.org.
"""

from typing import Any

COUNSELLING, PEERS = "Student Counselling", "Northbridge Medics of Colour"
"""The services an officer of the sample speaks for."""

_CAMPUS, _ROYAL, _WHARFE = "Northbridge campus", "Northbridge Royal Infirmary", "Wharfe Valley"
_EVERYWHERE = [_CAMPUS, _ROYAL, _WHARFE, "Penmaen"]
_PLACEMENTS = ["hospital_placement", "gp_placement", "community_placement",
               "theatre_or_ward_round"]  # fmt: skip
_OFFICE = "Monday to Friday, 9:00 to 17:00"


def _service(
    name: str,
    service_type: str,
    description: str,
    phone: str,
    *,
    hours: str = _OFFICE,
    about: str = "",
    languages: str = "en",
    sites: list[str] | None = None,
    access: str = "Step-free, hearing loop, quiet room. By video or in writing on request.",
    **values: Any,
) -> dict[str, Any]:
    """Give one entry; ``about`` lists the characteristics it is there for, none meaning all."""
    slug = name.lower().replace("'", "").replace(" ", "-")
    contact = {"email": f"{slug}@example.org", "phone": phone, "url": f"https://example.org/{slug}"}
    return {
        "name": name, "service_type": service_type, "description": description,
        "contact": contact, "opening_hours": hours, "characteristics": about.split(),
        "languages": languages.split(), "sites": sites or [_CAMPUS], "accessibility": access,
        **values,
    }  # fmt: skip


SERVICES: tuple[dict[str, Any], ...] = (
    _service("Northbridge Night Line", "crisis",
             "Trained listeners at any hour, for anybody at the university. You need not say why "
             "you call.", "0808 157 0101", hours="Every day, all hours", urgent=True,
             sites=_EVERYWHERE, languages="en cy"),
    _service("Wharfe Valley Crisis Team", "crisis",
             "Urgent mental health help by telephone, at home or at the hospital.",
             "0808 157 0102", hours="Every day, all hours", urgent=True, sites=[_WHARFE, _ROYAL],
             languages="en ur pa pl"),
    _service("Safeguarding Duty Desk", "safeguarding",
             "For anybody at risk of harm, or worried about somebody who is.", "01632 960 110",
             hours="Every day, 8:00 to 22:00", urgent=True, sites=_EVERYWHERE),
    _service("Campus Police Liaison", "police",
             "Advice on reporting a crime, without having to report one.", "01632 960 111",
             urgent=True, settings=["accommodation", "society_or_social", "online"]),
    _service(COUNSELLING, "counselling",
             "Up to eight sessions with a counsellor; several are Black, Asian or Muslim and you "
             "may ask for one.", "01632 960 120", languages="en cy ur bn", sites=_EVERYWHERE),
    _service("Wellbeing Advisers", "wellbeing",
             "Same-week appointments about sleep, stress, money and going on with your studies.",
             "01632 960 121"),
    _service("Evening Wellbeing on Placement", "wellbeing",
             "Wellbeing advice after the ward, by video.", "01632 960 122", sites=_EVERYWHERE,
             hours="Monday to Thursday, 18:00 to 21:00", settings=_PLACEMENTS),
    _service("Medical School Personal Tutors", "personal_tutor",
             "Your tutor, or another if you would rather not speak with your own.",
             "01632 960 123"),
    _service("Disability Service", "disability_service",
             "Adjustment plans, assessments, and somebody who speaks with the placement for you.",
             "01632 960 124", about="disability", languages="en bsl", sites=_EVERYWHERE),
    _service("Deaf Medics Network", "peer_network",
             "Deaf and hard-of-hearing students and doctors; first contact by message.",
             "07700 900 125", about="disability", languages="en bsl", hours="By message"),
    _service("Northbridge Occupational Health", "occupational_health",
             "Fitness to train, adjustments on the ward, and returning after an absence.",
             "01632 960 126", sites=[_ROYAL, _WHARFE], settings=_PLACEMENTS),
    _service("Students' Union Advice", "students_union_advice",
             "Independent advice on complaints and appeals. Somebody to come to meetings with you.",
             "01632 960 127", settings=["campus_teaching", "assessment_or_exam"]),
    _service(PEERS, "peer_network",
             "Students and doctors who have been there. A named person writes to you within three "
             "days.", "07700 900 128", about="race", hours="By message", sites=_EVERYWHERE,
             languages="en fr so"),
    _service("Muslim Medics Circle", "peer_network",
             "Peer support, prayer on placement, and practical advice for theatre.",
             "07700 900 129", about="religion_or_belief race", hours="By message",
             languages="en ar ur bn"),
    _service("Proud Medics", "peer_network",
             "A network of LGBT+ students and doctors, with a mentor on most sites.",
             "07700 900 130", about="sexual_orientation gender_reassignment", hours="By message",
             sites=_EVERYWHERE),
    _service("First Generation Mentors", "peer_network",
             "Doctors who were the first in their families to go to university.", "07700 900 131",
             about="socioeconomic_background care_experience", hours="By message"),
    _service("Parents and Carers in Medicine", "peer_network",
             "For students who look after somebody, from those who did.", "07700 900 132",
             about="caring_responsibility pregnancy_maternity sex", hours="By message"),
    _service("Multi-faith Chaplaincy", "faith_support",
             "Chaplains of seven traditions and none. Prayer rooms on all sites.",
             "01632 960 133", about="religion_or_belief", languages="en cy ar pa pl",
             sites=_EVERYWHERE),
    _service("Harbour Specialist Support", "specialist_charity",
             "Independent support after sexual harassment or violence, whether reported or not.",
             "0808 157 0134", about="sex", urgent=True, hours="Every day, 10:00 to 20:00",
             sites=_EVERYWHERE),
    _service("Equal Ground Charity", "specialist_charity",
             "Casework and advocacy for people who meet racism in health care.",
             "0808 157 0135", about="race immigration_status", languages="en ar fr so es"),
    _service("Northbridge Law Clinic", "legal_advice",
             "Free first advice on equality law and time limits, from supervised solicitors.",
             "01632 960 136", hours="Wednesday, 13:00 to 18:00"),
    _service("Visa and Immigration Advice", "legal_advice",
             "Regulated advice for international students.", "01632 960 137",
             about="immigration_status race", languages="en zh ar es"),
    _service("Royal Infirmary Freedom to Speak Up", "freedom_to_speak_up_guardian",
             "The hospital's guardian, for students as well as staff.", "01632 960 138",
             sites=[_ROYAL], settings=_PLACEMENTS),
    _service("Wharfe Valley Freedom to Speak Up", "freedom_to_speak_up_guardian",
             "The hospital's guardian, for students as well as staff.", "01632 960 139",
             sites=[_WHARFE], settings=_PLACEMENTS),
    _service("Campus Health Centre", "gp_or_nhs",
             "A GP for students, apart from every practice that teaches.", "01632 960 140",
             hours="Monday to Friday, 8:00 to 18:30", languages="en cy zh",
             self_referral=True),
)  # fmt: skip
