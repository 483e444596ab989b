"""Services of the university and the hospitals it sends its students to."""

from service.demo.services.entry import CAMPUS, EVERYWHERE, PLACEMENTS, ROYAL, WHARFE, entry

COUNSELLING = "Student Counselling"
"""A service with an officer in the console and a booking system of its own."""

CAMPUS_SERVICES = (
    entry(
        COUNSELLING, "counselling",
        "Up to eight sessions with a counsellor; several are Black, Asian or Muslim and you may "
        "ask for one.", "01632 960 120",
        name_cy="Gwasanaeth Cwnsela Myfyrwyr",
        description_cy="Hyd at wyth sesiwn gyda chwnselydd. Mae sawl cwnselydd yn Ddu, yn Asiaidd "
        "neu'n Fwslimaidd, a chewch ofyn am un ohonyn nhw.",
        languages="en cy ur bn", sites=EVERYWHERE, hours="mon-thu 09:00-19:00 fri 09:00-17:00",
        helps_with="isolation loss_of_belonging imposter_feelings self_confidence health",
        represents="woman man global_majority has_a_faith lgbtq_plus not_a_clinician",
        contact={"sms": "07700 900 120", "address": "The Old Library, second floor, by the lift"},
        accessible="step_free hearing_loop quiet_space text_only remote outside_working_hours",
        accessibility="By video, by telephone or in writing; the room has no clock and a window.",
    ),
    entry(
        "Wellbeing Advisers", "wellbeing",
        "Same-week appointments about sleep, stress, money and going on with your studies.",
        "01632 960 121",
        name_cy="Cynghorwyr Lles",
        description_cy="Apwyntiadau yn yr un wythnos am gwsg, straen, arian a pharhau â'ch "
        "astudiaethau.",
        languages="en cy", helps_with="health attendance considering_leaving",
        contact={"chat_url": "https://example.org/wellbeing/chat"},
        accessible="step_free hearing_loop quiet_space remote",
    ),
    entry(
        "Evening Wellbeing on Placement", "wellbeing",
        "Wellbeing advice after the ward, by video.", "01632 960 122", sites=EVERYWHERE,
        hours="mon-thu 18:00-21:00", settings=PLACEMENTS, helps_with="isolation health attendance",
        accessible="text_only remote outside_working_hours",
        accessibility="Captions are on from the start; the camera may be off.",
    ),
    entry(
        "Medical School Personal Tutors", "personal_tutor",
        "Your tutor, or another if you would rather not speak with your own.", "01632 960 123",
        helps_with="academic_performance attendance considering_leaving", represents="clinician",
    ),
    entry(
        "Disability Service", "disability_service",
        "Adjustment plans, assessments, and somebody who speaks with the placement for you.",
        "01632 960 124", about="disability", languages="en bsl", sites=EVERYWHERE,
        name_cy="Gwasanaeth Anabledd",
        description_cy="Cynlluniau addasu, asesiadau, a rhywun i siarad â'r lleoliad ar eich rhan.",
        helps_with="academic_performance attendance health", represents="disabled woman",
        communities=("Deaf people", "Neurodivergent people", "People with long-term conditions"),
        accessible="step_free bsl hearing_loop text_only large_print remote quiet_space",
        accessibility="Tell us beforehand what works for you; you need not say why.",
    ),
    entry(
        "Northbridge Occupational Health", "occupational_health",
        "Fitness to train, adjustments on the ward, and returning after an absence.",
        "01632 960 126", sites=(ROYAL, WHARFE), settings=PLACEMENTS, self_referral=False,
        helps_with="health attendance", represents="clinician",
        contact={"address": "Royal Infirmary, East Wing, level 1"},
        accessibility="Step-free from the East Wing only.",
    ),
    entry(
        "Multi-faith Chaplaincy", "faith_support",
        "Chaplains of seven traditions and none. Prayer rooms on all sites.", "01632 960 133",
        about="religion_or_belief", languages="en cy ar pa pl", sites=EVERYWHERE,
        name_cy="Caplaniaeth Aml-ffydd",
        description_cy="Caplaniaid o saith traddodiad, a rhai heb ffydd. Mae ystafelloedd gweddi "
        "ar bob safle.",
        hours="mon-fri 08:00-18:00 sun 10:00-13:00", helps_with="isolation loss_of_belonging",
        represents="has_a_faith global_majority",
    ),
    entry(
        "Royal Infirmary Freedom to Speak Up", "freedom_to_speak_up_guardian",
        "The hospital's guardian, for students as well as staff.", "01632 960 138",
        sites=(ROYAL,), settings=PLACEMENTS, helps_with="safety considering_leaving",
    ),
    entry(
        "Wharfe Valley Freedom to Speak Up", "freedom_to_speak_up_guardian",
        "The hospital's guardian, for students as well as staff.", "01632 960 139",
        sites=(WHARFE,), settings=PLACEMENTS, helps_with="safety considering_leaving",
    ),
    entry(
        "Campus Health Centre", "gp_or_nhs",
        "A GP for students, apart from every practice that teaches.", "01632 960 140",
        name_cy="Canolfan Iechyd y Campws",
        description_cy="Meddyg teulu i fyfyrwyr, ar wahân i bob practis sy'n addysgu.",
        hours="mon-fri 08:00-18:30", languages="en cy zh", sites=(CAMPUS,), cost="nhs_funded",
        helps_with="health", contact={"address": "12 Mill Lane, Northbridge"},
        accessible="step_free bsl hearing_loop large_print remote",
    ),
)  # fmt: skip
