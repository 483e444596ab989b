"""Stories from hospital placements and theatres."""

from service.demo.stories.story import Story

_ROYAL = "Northbridge Royal Infirmary"
_WHARFE = "Wharfe Valley General Hospital"
_ELSEWHERE = "St Elsewhere NHS Trust"

WARDS = (
    Story("investigation", "confidential", "Comments about a headscarf in theatre",
          "harassment exclusion", "theatre_or_ward_round", "religion_or_belief race",
          "isolation loss_of_belonging imposter_feelings",
          "Each time I scrub in, the same surgeon asks whether I intend to operate 'in that' and "
          "sends me to the back of the room. The others are handed instruments; I watch a wall.",
          "I want to learn like everybody else, and for theatre to have hijabs that can be worn.",
          "clinical_supervisor/Mr Alastair Penhallow <A.Penhallow@royal.example.org>", _ROYAL,
          assesses=True, agrees="match", scenes="supporter list unmask",
          wants="woman has_a_faith languages:ar"),
    Story("closed", "named", "Mistaken for the interpreter on every round",
          "microaggression", "hospital_placement", "race", "imposter_feelings self_confidence",
          "For five weeks the ward team introduced me to patients as the interpreter although I "
          "wear the same lanyard as the other students. When I corrected it they laughed kindly "
          "and did it again the next morning.",
          "Introduce me as what I am: a medical student.", "", _WHARFE,
          agrees="introduce_to_peers", wants="global_majority"),
    Story("informal_resolution", "confidential", "Left out of bedside teaching",
          "exclusion direct_discrimination", "hospital_placement", "sex",
          "isolation academic_performance",
          "The registrar takes the men in our group to see interesting cases and tells the two of "
          "us who are women to 'keep the ward tidy'. We have missed eleven sessions so far.",
          "Teaching for all of us, without us having to beg for it.",
          "nhs_staff/Dr Piers Haldane", _ELSEWHERE, assesses=True, wants="woman clinician"),
    Story("joins", "confidential", "The same ward, the same registrar",
          "exclusion", "hospital_placement", "sex", "isolation",
          "I am the other woman in the group my friend wrote about. I was asked to make the tea "
          "during the ward round on two Mondays while the others presented.",
          "", "nhs_staff/Dr Piers Haldane", _ELSEWHERE, assesses=True),
    Story("support_only", "anonymous", "Nobody in the team looks like me",
          "other", "hospital_placement", "race", "isolation loss_of_belonging imposter_feelings",
          "Nothing happened that I could point to. I have simply not met one consultant who is "
          "Black in three years, and I have begun to think that tells me something about my "
          "chances. I would like to talk with somebody who has been through it.",
          "A mentor, not an investigation.", agrees="introduce_to_peers",
          wants="global_majority characteristics:race"),
    Story("decision", "named", "Adjusted rota withdrawn without notice",
          "failure_reasonable_adjustment discrimination_arising_from_disability",
          "hospital_placement", "disability", "health attendance considering_leaving",
          "My adjustment says no night shifts because of epilepsy. The placement office agreed and "
          "the ward put me on four nights in a row. I was told doctors do not get to choose.",
          "Keep to the agreement, and tell wards what adjustments mean.",
          "professional_services/Gwen Tarrant", _ROYAL, assesses=True, scenes="amends letter"),
    Story("new", "confidential", "Asked to leave a patient's room",
          "direct_discrimination", "hospital_placement", "race", "safety self_confidence",
          "A patient said he would not be examined by 'one of them'. The doctor asked me to step "
          "outside to keep the peace and carried on without me. Nobody spoke of it afterwards.",
          "A plan for what staff do when this happens.", "patient/", _WHARFE),
    Story("closed", "confidential", "Accent mocked during handover",
          "harassment bullying", "hospital_placement", "accent_language", "self_confidence",
          "When I present at handover a senior nurse repeats my sentences in an accent and the "
          "room laughs. I now write everything down and ask a friend to read it out.",
          "I want it to stop before my next block starts.",
          "nhs_staff/Sister Maureen Tait", _WHARFE, wants="international_background"),
    Story("on_hold", "confidential", "Touched after being asked to stop",
          "sexual_harassment", "theatre_or_ward_round", "sex", "safety health",
          "A surgeon puts his hand on my waist to move me aside. I asked him twice to say 'excuse "
          "me' instead. He called me sensitive in front of the team and did it again.",
          "I do not want to be in theatre with him while you decide.",
          "clinical_supervisor/Mr Julian Frayne", _ROYAL, assesses=True, wants="woman"),
    Story("triage", "confidential", "Sign-off refused after a complaint",
          "victimisation retaliation", "hospital_placement", "race",
          "academic_performance considering_leaving",
          "I raised a concern about remarks on the ward in spring. The same consultant now says my "
          "logbook cannot be signed because I 'do not take feedback'. Everybody else was signed.",
          "Somebody else should assess me.", "clinical_supervisor/Dr Hector Lyle", _ELSEWHERE,
          assesses=True),
    Story("closed", "named", "No quiet place for prayer on a thirteen-hour shift",
          "indirect_discrimination", "hospital_placement", "religion_or_belief",
          "loss_of_belonging",
          "The multi-faith room was turned into a store. I was told I could use the stairwell. "
          "I missed prayers for a month and felt I had to hide something ordinary about me.",
          "Give the room back, or tell us where to go.", "", _WHARFE, wants="has_a_faith"),
    Story("submitted", "anonymous", "Jokes about nurses and 'real men'",
          "microaggression", "hospital_placement", "sexual_orientation:perceived",
          "isolation",
          "The team makes jokes about gay men whenever I speak gently with a patient. I have not "
          "said whether I am, and I should not have to.", "", "", _ROYAL, below_threshold=True),
    Story("investigation", "named", "Graded down for 'communication'",
          "assessment_bias", "assessment_or_exam", "race accent_language",
          "academic_performance imposter_feelings",
          "Four of the five students who lost marks for communication in the ward assessment have "
          "accents from outside Britain. The comments on our sheets are word for word the same.",
          "A second look at all the sheets, by somebody who was not there.",
          "clinical_supervisor/Dr Rowena Askham", _WHARFE, assesses=True,
          agrees="share_with_placement", scenes="joint"),
    Story("support_only", "confidential", "Expressing milk in a store cupboard",
          "discrimination_arising_from_disability indirect_discrimination", "hospital_placement",
          "pregnancy_maternity sex", "health attendance",
          "I came back when my daughter was four months old. There is no room to express milk, so "
          "I use a cupboard that staff walk into. I am thinking of stopping earlier than I want.",
          "A room with a lock for twenty minutes twice a day.", "", _ROYAL,
          wants="woman parent_or_carer"),
    Story("closed", "anonymous", "'People like you become GPs'",
          "microaggression", "theatre_or_ward_round", "race sex", "imposter_feelings",
          "I said I would like to become a surgeon. The consultant said people like me make lovely "
          "GPs and asked the student next to me what he would like to do.",
          "I hope somebody counts how often this is said.", "", _ELSEWHERE,
          agrees="introduce_to_peers"),
    Story("reopened", "confidential", "Wheelchair left outside the ward round",
          "failure_reasonable_adjustment exclusion", "theatre_or_ward_round", "disability",
          "isolation academic_performance",
          "The round goes through a side corridor with steps. I wait at the lift and am told what "
          "I missed. After my first report it was changed for three weeks; now it is as before.",
          "The other corridor, every time.", "nhs_staff/Dr Marcus Thole", _WHARFE),
    Story("acknowledged", "confidential", "Wrong pronouns after repeated requests",
          "harassment microaggression", "hospital_placement", "gender_reassignment",
          "isolation safety",
          "My badge, my e-mail and I all say who I am. Two members of the team use my former name "
          "in front of patients. One told me she was 'too old to learn'.",
          "Use my name.", "nhs_staff/Beverley Stokes", _ELSEWHERE, scenes="supporter",
          wants="lgbtq_plus"),
    Story("closed", "confidential", "Placed ninety miles from a child in nursery",
          "indirect_discrimination", "hospital_placement", "caring_responsibility sex",
          "attendance considering_leaving",
          "I asked for a placement within an hour of my son's nursery and gave the reason. I was "
          "given the furthest hospital and told that allocation is random and final.",
          "Please let carers say so before places are drawn.", "", _ELSEWHERE,
          wants="parent_or_carer"),
    Story("triaged", "anonymous", "Consultant's jokes about immigrants at lunch",
          "harassment", "hospital_placement", "immigration_status race", "loss_of_belonging",
          "The lunch table is where we learn the most, and it is where he tells jokes about visas "
          "and boats. Two of us now eat in the car park.", "", "", _WHARFE,
          relationship="witness"),
    Story("appeal", "named", "Failed for refusing to shake hands",
          "indirect_discrimination assessment_bias", "assessment_or_exam", "religion_or_belief",
          "academic_performance imposter_feelings",
          "I put my hand on my heart, smiled and introduced myself. The station sheet says 'did "
          "not greet the patient appropriately'. That mark was the difference between pass and "
          "fail.",
          "I ask for the station to be marked again.", "academic_staff/Dr Felix Orme", _ROYAL,
          assesses=True),
    Story("new", "anonymous", "Notes about my weight on a feedback form",
          "bullying harassment", "hospital_placement", "disability:perceived",
          "health self_confidence",
          "The feedback on my long case says I 'set a poor example to patients'. It is about my "
          "body and nothing else. I have not eaten lunch with the team since.",
          "", "", _ROYAL, assesses=True),
    Story("closed_no_case", "anonymous", "Overheard remark in the mess",
          "microaggression", "hospital_placement", "race", "loss_of_belonging",
          "Somebody in the doctors' mess said that the new intake 'looks like an airport'. I do "
          "not know who, and I was not the only one who heard it. I only want it counted.",
          "", "", _WHARFE, relationship="witness", below_threshold=True),
)  # fmt: skip
