"""Stories of the last academic year, each told, dealt with and closed by now.

They are short: what the figures need is many, and the other stories are there to be read.
"""

from service.demo.stories.story import PAST, Story

_ROYAL = "Northbridge Royal Infirmary"
_WHARFE = "Wharfe Valley General Hospital"
_ELSEWHERE = "St Elsewhere NHS Trust"
_WARD, _CLASS = "hospital_placement", "campus_teaching"

EARLIER = (
    Story(PAST, "confidential", "Called by another student's name",
          "microaggression", _WARD, "race", "imposter_feelings",
          "There are two Black students on our block. After six weeks the consultant still calls "
          "each of us by the other's name, and signs for the wrong one.",
          "Learn both.", "nhs_staff/", _ROYAL, assesses=True,
          wants="global_majority characteristics:race"),
    Story(PAST, "named", "The lecture on 'foreign bodies'",
          "harassment", _CLASS, "race immigration_status", "loss_of_belonging",
          "He made the pun with a map of where our parents come from on the screen behind him. It "
          "is in the recording, with the laughter.",
          "Take the recording down.", "academic_staff/Dr Lionel Stroud",
          wants="global_majority international_background"),
    Story(PAST, "named", "Slides sent after the lecture",
          "failure_reasonable_adjustment", _CLASS, "disability", "academic_performance",
          "My plan says slides two days before, because I read them with a screen reader. They "
          "come two days after, with an apology.",
          "Before, as agreed.", wants="disabled"),
    Story(PAST, "anonymous", "Nobody to eat with",
          "exclusion", _WARD, "race", "isolation",
          "Eight weeks on the ward and I have eaten alone on every day. Nobody is unkind. I would "
          "just like to be asked once.", "", place=_WHARFE, wants="characteristics:race"),
    Story(PAST, "confidential", "Asked to take the headscarf off for a picture",
          "direct_discrimination", _CLASS, "religion_or_belief", "loss_of_belonging",
          "The photographer for the new prospectus wanted us to look 'like one team'. I was moved "
          "to the edge and then out of the picture.",
          "Tell whoever orders pictures.", "contractor/", wants="woman has_a_faith"),
    Story(PAST, "confidential", "Comments on my skirt at handover",
          "sexual_harassment", _WARD, "sex", "safety self_confidence",
          "A charge nurse tells me each morning what he thinks of my legs. He says it to all of "
          "us, and the others laugh it off. I have stopped coming to handover.",
          "That somebody tells him, and not me.", "nhs_staff/Keith Bramall", _WHARFE,
          wants="woman"),
    Story(PAST, "named", "Two exams in one fast",
          "indirect_discrimination", "assessment_or_exam", "religion_or_belief", "health",
          "Both long papers are on one afternoon of Ramadan. I asked in October. The answer came "
          "in February, and was that it was too late to ask.",
          "One of the two on another day.", wants="has_a_faith clinician"),
    Story(PAST, "anonymous", "'You people are so good with numbers'",
          "microaggression", _CLASS, "race", "imposter_feelings",
          "The statistics tutor says it every week, to me alone, as if it were a compliment. I "
          "worked for those marks.", "", wants="global_majority"),
    Story(PAST, "confidential", "Left off the list for theatre",
          "exclusion", "theatre_or_ward_round", "sex", "academic_performance",
          "The list for theatre is made up in a chat that only the men of our firm are in. I find "
          "out on the day that there is no place left.",
          "A list that hangs on the wall.", "peer_student/", _ROYAL, wants="woman clinician"),
    Story(PAST, "confidential", "Speech corrected in front of patients",
          "harassment", _WARD, "accent_language", "self_confidence",
          "She stops me in the middle of a history and has me say a word again until it is right. "
          "The patients begin to correct me too.",
          "Not in front of patients.", "clinical_supervisor/Dr Verity Clough", _ELSEWHERE,
          assesses=True, wants="international_background"),
    Story(PAST, "named", "No interpreter for the induction",
          "failure_reasonable_adjustment", _WARD, "disability", "isolation",
          "I sign. The hospital knew for ten weeks. On the day there was nobody, and I was handed "
          "a leaflet about hand washing.",
          "An interpreter, booked by somebody who is not me.", "", _ROYAL,
          wants="woman languages:bsl"),
    Story(PAST, "confidential", "Jokes about the food I bring",
          "bullying", _CLASS, "race", "isolation",
          "It was funny once. It is now what my project group calls me, also in the minutes.",
          "", "peer_student/", wants="global_majority"),
    Story(PAST, "confidential", "The tutor prays for me",
          "harassment", _CLASS, "sexual_orientation", "isolation",
          "He found out that I have a girlfriend. Since then he ends each tutorial by saying that "
          "he prays for me, and means it kindly.",
          "Another tutor.", "academic_staff/Dr Emrys Colley", wants="lgbtq_plus"),
    Story(PAST, "anonymous", "Marked down for 'confidence'",
          "assessment_bias", "assessment_or_exam", "race sex", "academic_performance",
          "All four of us who wear a hijab have 'lacks confidence' on the sheet. I have asked, and "
          "nobody can say what would have been confident.",
          "Say what you measure.", "", _WHARFE, assesses=True, wants="woman has_a_faith"),
    Story(PAST, "named", "Breaks for insulin",
          "failure_reasonable_adjustment", _WARD, "disability", "health",
          "I need ten minutes at eleven. I am told each day that the round does not wait, and it "
          "does not.", "Ten minutes.", "nhs_staff/", _ELSEWHERE, wants="clinician"),
    Story(PAST, "confidential", "Old name on every list",
          "harassment", _CLASS, "gender_reassignment", "safety",
          "I changed my name with the registry in September. It is right on my card and wrong on "
          "every list that is read out.", "My name.", wants="lgbtq_plus"),
    Story(PAST, "anonymous", "Everybody else has a cousin who is a doctor",
          "other", _CLASS, "socioeconomic_background", "imposter_feelings",
          "They practise interviews at dinner. I practise with the mirror in a shared bathroom. I "
          "do not think that I will ever catch up.", "", wants="first_in_family"),
    Story(PAST, "confidential", "The patient who asked for 'a proper doctor'",
          "direct_discrimination", _WARD, "race", "self_confidence",
          "The team moved me to another bay so that there would be no trouble. It felt as though "
          "I had been the trouble.", "Stand beside us.", "patient/", _ROYAL,
          wants="global_majority clinician"),
    Story(PAST, "named", "Pumping in a toilet",
          "indirect_discrimination", _WARD, "pregnancy_maternity", "health",
          "There is a room on the plan. It has been a store for computers since before my son was "
          "born.", "The room on the plan.", "", _WHARFE, wants="woman parent_or_carer"),
    Story(PAST, "confidential", "Asked what I 'really' eat at home",
          "microaggression", "gp_placement", "race", "loss_of_belonging",
          "The practice team means well and asks me about my country every day. I am from Leeds.",
          "", "professional_services/", wants="characteristics:race"),
    Story(PAST, "confidential", "Threatened with a fail for a complaint",
          "victimisation", _WARD, "sex", "considering_leaving",
          "I said that I would report what he says to the nurses. He said that he would then have "
          "to think about my sign-off.", "Somebody else signs me off.",
          "clinical_supervisor/Dr Garth Winslade", _ELSEWHERE, assesses=True, wants="woman"),
    Story(PAST, "anonymous", "A swastika in the lift of block four",
          "hate_incident", "accommodation", "religion_or_belief race", "safety",
          "It was scratched into the mirror on Friday and was still there on Wednesday. We take "
          "the stairs.", "Take it away on the same day."),
    Story(PAST, "named", "Prayer time taken off my breaks",
          "indirect_discrimination", _WARD, "religion_or_belief", "isolation",
          "Five minutes at noon are written down as 'away from the ward'. Smokers' minutes are "
          "not.", "The same rule for both.", "nhs_staff/", _WHARFE, wants="has_a_faith"),
    Story(PAST, "confidential", "Bagpipes whenever I come in",
          "bullying", _WARD, "race", "self_confidence",
          "A porter hums them when he sees me, because of my accent. The whole corridor joins in "
          "by now.", "", "contractor/", _ROYAL, wants="first_in_family"),
    Story(PAST, "confidential", "Talked over in every seminar",
          "exclusion", _CLASS, "sex accent_language", "self_confidence",
          "I have counted. Of thirty-one things that I began to say this term I was let finish "
          "four. The seminar leader looks at whoever is loudest.",
          "Go round the table now and then.", wants="woman"),
    Story(PAST, "named", "The field trip without a ramp",
          "failure_reasonable_adjustment", _CLASS, "disability", "isolation",
          "I was told on the coach that the clinic we were to visit has steps. I spent the day on "
          "the coach with the driver, who was very kind.", "Ask beforehand.", wants="disabled"),
    Story(PAST, "confidential", "Questions about my marriage",
          "harassment", "theatre_or_ward_round", "religion_or_belief race", "isolation",
          "In theatre, with everybody listening, the surgeon asks whether my father chose my "
          "husband, and how much he cost.", "That it stops.",
          "clinical_supervisor/Mr Desmond Farley", _ROYAL, assesses=True,
          wants="woman characteristics:religion_or_belief"),
    Story(PAST, "confidential", "Year group photographs of 'types'",
          "online_abuse", "online", "race sex", "loss_of_belonging",
          "Somebody sorts us into types on a page that half the year follows. Mine is 'angry'.",
          "Take it down.", wants="global_majority"),
)  # fmt: skip
"""Told in this order over the year."""
