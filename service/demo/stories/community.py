"""Stories from surgeries and the community, from halls, societies and the web."""

from service.demo.stories.story import Story

_SURGERY = "Millbrook Surgery"
_PRACTICE = "Ashgrove Medical Practice"
_COMMUNITY = "Penmaen Community Hospital"

COMMUNITY = (
    Story("investigation", "confidential", "Patients asked whether they mind me",
          "direct_discrimination", "gp_placement", "race religion_or_belief",
          "imposter_feelings isolation",
          "The receptionist asks patients if they mind seeing me. She does not ask it about the "
          "other student. Half of my clinics are empty, and the GP says that I am 'quiet'.",
          "The same question for both of us, or for neither.",
          "contractor/Janet Moorhouse", _SURGERY, assesses=True,
          scenes="recusal paused reviewed_glass asks_to_know"),
    Story("closed", "named", "Left at the surgery after the last bus",
          "failure_reasonable_adjustment", "gp_placement", "disability", "safety attendance",
          "I cannot drive because of my eyesight. Clinics were moved to the evening and the last "
          "bus goes at six. I was told that other students manage.",
          "Day clinics, as it says in my plan.", "", _PRACTICE),
    Story("support_only", "confidential", "Home visits and remarks about my skin",
          "harassment", "community_placement", "race", "safety self_confidence",
          "On home visits people say things about my skin, and my supervisor looks at the floor. "
          "I do not blame the patients, who are ill. I do not want to go alone any more.",
          "Go in pairs, and talk about it afterwards.", "patient/", _COMMUNITY),
    Story("triage", "anonymous", "GP partner's posts about trans patients",
          "harassment online_abuse", "gp_placement", "gender_reassignment", "safety",
          "The partner who supervises me posts under his own name about 'confused' patients. I am "
          "trans and he does not know. I am at the practice for seven more weeks.",
          "Do not tell him that it was me.", "clinical_supervisor/Dr Neville Crane", _SURGERY,
          assesses=True),
    Story("informal_resolution", "anonymous", "Welsh not to be spoken at the desk",
          "direct_discrimination", "community_placement", "accent_language race",
          "loss_of_belonging",
          "Two of us spoke Welsh with a patient who was frightened. We were told to use English at "
          "the desk so that 'everybody can follow'. The patient stopped talking.",
          "Let us use the language that patients are at home in.", "", _COMMUNITY,
          wants="languages:cy"),
    Story("closed", "confidential", "Kitchen notes in halls",
          "bullying exclusion", "accommodation", "religion_or_belief", "isolation health",
          "Notes on the fridge say that my food smells. Somebody put pork in my pans. I eat in my "
          "room now and have told my parents that I am revising.",
          "Move me, or move them.", "peer_student/", wants="has_a_faith"),
    Story("submitted", "named", "Flag and shouting outside our window",
          "hate_incident", "accommodation", "race", "safety",
          "On two nights a group stood below our window with a flag and shouted our room number. "
          "Security wrote it down as noise. We sleep at a friend's.",
          "Somebody to treat it as what it is."),
    Story("investigation", "named", "Initiation for the medics' team",
          "bullying sexual_harassment", "society_or_social", "sex", "safety isolation",
          "New players were made to answer questions about their bodies on a stage while they were "
          "filmed. I left, and since then nobody passes me the ball.",
          "No more initiations, and the film deleted.", "peer_student/Rupert Sallow",
          scenes="broken_glass paused_for_good amends"),
    Story("closed", "anonymous", "'Diversity admission' in the year chat",
          "online_abuse microaggression", "online", "race socioeconomic_background",
          "imposter_feelings",
          "After the results a list went round guessing which of us were 'diversity admissions'. "
          "My name was on it, with a laughing face. I came first in that paper.",
          "That the year hears from you that this was wrong.", scenes="photo"),
    Story("decision", "confidential", "Pictures from the ball altered and shared",
          "online_abuse sexual_harassment", "online", "sex", "health safety attendance",
          "Somebody altered pictures of three of us from the ball and shared them in a group of a "
          "hundred and forty people. I know who started it because he told his flat.",
          "That it is taken down, and that he answers for it.", "peer_student/Giles Farrow"),
    Story("new", "confidential", "No halal food at the compulsory weekend",
          "indirect_discrimination exclusion", "society_or_social", "religion_or_belief",
          "loss_of_belonging",
          "I put it on the form in September. On the weekend there was salad. The organiser said "
          "they would have thought of it if more of us had come.",
          "Ask, and then do something with the answer."),
    Story("closed", "named", "Left behind on an elective",
          "exclusion microaggression", "elective_abroad", "sexual_orientation",
          "safety isolation",
          "Where we went my marriage is a crime. The group posted our picture with my husband's "
          "name although I had asked them not to. The tutor called it a misunderstanding.",
          "Think about it before the next group leaves.", "academic_staff/Dr Una Prentice"),
    Story("withdrawn", "anonymous", "Committee room up two flights of stairs",
          "indirect_discrimination", "society_or_social", "disability", "isolation",
          "The society meets where I cannot go. I wrote to the committee and was told that I could "
          "join by telephone. There were forty people and one telephone.", ""),
    Story("closed_no_case", "anonymous", "Row with a neighbour about noise",
          "other", "accommodation", "", "health",
          "My neighbour plays music until three. I do not think it has to do with who I am. I did "
          "not know where else to write.", ""),
    Story("submitted", "anonymous", "A nickname I never chose",
          "microaggression", "society_or_social", "race", "isolation imposter_feelings",
          "They call me by the name of a footballer because we are both Nigerian. I laughed the "
          "first time. It is on the team sheet now.", ""),
    Story("closed", "confidential", "Carer's leave counted as absence",
          "discrimination_arising_from_disability", "community_placement",
          "disability:association caring_responsibility", "attendance considering_leaving",
          "I took my brother to hospital on three mornings and had told the supervisor before. The "
          "form says 'unprofessional absence' and goes to the progress committee on Thursday.",
          "Take it off the form before Thursday.", "clinical_supervisor/Dr Hugh Mallory",
          _COMMUNITY, assesses=True, wants="parent_or_carer"),
    Story("appeal", "confidential", "Report on halls not upheld",
          "harassment", "accommodation", "sexual_orientation", "safety isolation",
          "The porter comments on who visits me. It was found that there was 'banter on both "
          "sides'. I never answered him. I kept dates, and a friend who heard it was not asked.",
          "Ask the friend.", "contractor/Derek Hobb"),
    Story("on_hold", "anonymous", "Remarks in the car between visits",
          "sexual_harassment", "community_placement", "sex", "safety",
          "Between visits he talks about his marriage and asks about mine, in a car that I cannot "
          "get out of. I have made a list. I am not ready to put my name to it.",
          "Time.", "nhs_staff/", _COMMUNITY, assesses=True),
    Story("closed_no_case", "named", "Parking permit refused",
          "other", "other", "disability:perceived", "attendance",
          "My permit for the hospital car park was refused. It turned out to be a missing form, "
          "but the message said 'medical students do not need one', which I found odd.", ""),
    Story("acknowledged", "named", "A friend who has stopped coming",
          "exclusion", "campus_teaching", "race religion_or_belief", "isolation attendance",
          "My friend has not come in for three weeks. She told me what is said to her on the ward "
          "and asked me to write, because she cannot. She knows that I am writing.",
          "Somebody kind should call her.", relationship="on_behalf_with_consent"),
    Story("triage", "named", "Student in tears after a clinic",
          "bullying harassment", "gp_placement", "race", "imposter_feelings considering_leaving",
          "A student told me after clinic that she is asked daily if her degree is 'a real one'. "
          "She agreed that I tell you. I supervise at the practice on Fridays.",
          "That she gets somebody to talk to this week.", "", _PRACTICE,
          relationship="staff_receiving_disclosure"),
    Story("support_only", "anonymous", "Grew up in care, asked for parents' details",
          "indirect_discrimination", "other", "care_experience", "loss_of_belonging",
          "The placement form will not go through without two parents. I grew up in care. I typed "
          "'none' twice and was rung up about it in a corridor full of people.",
          "Change the form.", agrees="introduce_to_peers"),
    Story("closed_no_case", "confidential", "Lost post in halls",
          "other", "accommodation", "", "",
          "My parcels go missing. The porter was rude about it, though he is rude to everyone. You "
          "can close this; I only wanted to have said so.", ""),
    Story("submitted", "confidential", "Asked to speak for a whole religion",
          "microaggression", "gp_placement", "religion_or_belief", "isolation",
          "After the news the practice manager asked me over tea what 'my lot' thought of it. I "
          "have two weeks left there and count them.",
          "", "professional_services/Carol Finch", _SURGERY),
)  # fmt: skip
