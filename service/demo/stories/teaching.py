"""Stories from teaching, examinations and research."""

from service.demo.stories.story import Story

TEACHING = (
    Story("closed", "confidential", "Every slide shows white skin",
          "indirect_discrimination", "campus_teaching", "race",
          "imposter_feelings loss_of_belonging",
          "In the whole dermatology course there was one picture of dark skin, and it was of a "
          "notifiable disease. When I asked, I was told to look it up in my own time.",
          "Teach all skin to all of us.", agrees="introduce_to_peers", wants="global_majority"),
    Story("investigation", "named", "Captions refused three times",
          "failure_reasonable_adjustment", "campus_teaching", "disability",
          "academic_performance isolation",
          "I am deaf. The lecturer turns captions off because they 'distract people who are "
          "concentrating'. I have asked three times and shown the adjustment plan.",
          "Captions, and not having to ask each week.", "academic_staff/Professor Ivor Kettle",
          assesses=True, wants="languages:bsl"),
    Story("informal_resolution", "confidential", "Group work done around me",
          "exclusion", "campus_teaching", "age caring_responsibility", "isolation",
          "I am thirty-eight and have children. My group meets at ten at night, decides there, and "
          "sends me what is left. I stopped suggesting other times because nobody answers.",
          "A tutor who sets the times with us.", "peer_student/"),
    Story("triage", "named", "Extra time forgotten in two papers",
          "failure_reasonable_adjustment discrimination_arising_from_disability",
          "assessment_or_exam", "disability", "academic_performance health",
          "My twenty-five per cent extra time was not on the list in either paper. The invigilator "
          "said I could complain afterwards. I handed in two unfinished scripts.",
          "That the two papers are not counted as they are."),
    Story("new", "confidential", "Tutor asks where I am really from",
          "microaggression", "campus_teaching", "race", "loss_of_belonging",
          "In the first tutorial I said Swansea. He asked three more times until I said where my "
          "grandparents were born. It has become a joke in the group.",
          "That he understands why it is not a small thing.",
          "academic_staff/Dr Crispin Vale", assesses=True),
    Story("closed", "anonymous", "Actor in the exam made remarks about my name",
          "harassment", "assessment_or_exam", "race", "self_confidence",
          "The actor playing the patient said she would 'call me something easier' and did so for "
          "the whole station. I lost my thread, and there was nobody I could tell.",
          "Brief the actors."),
    Story("support_only", "named", "First in my family, last to know",
          "other", "campus_teaching", "socioeconomic_background",
          "imposter_feelings isolation considering_leaving",
          "Everybody seems to know how to get a research project. I work on Saturdays and found "
          "out when they were all gone. I nod a lot. I have started to look at other degrees.",
          "Somebody who tells me how things work here.", agrees="introduce_to_peers",
          wants="first_in_family"),
    Story("on_hold", "named", "Supervisor comments on my pregnancy",
          "direct_discrimination", "research", "pregnancy_maternity", "considering_leaving health",
          "When I told my supervisor, he asked whether I still wanted the project and then gave "
          "the data set to another student 'to take the weight off'.",
          "My project back, with time off in the middle.", "academic_staff/Dr Leonard Quaye",
          assesses=True),
    Story("acknowledged", "anonymous", "Slurs on the anatomy group's whiteboard",
          "hate_incident", "campus_teaching", "race religion_or_belief", "safety isolation",
          "Words were written on the whiteboard in the dissection room overnight, beside a "
          "drawing. A technician wiped it off before anybody took a picture, and we said nothing.",
          "Say publicly that it happened.", relationship="witness"),
    Story("closed", "named", "Marks shared with a comment on dyslexia",
          "harassment discrimination_arising_from_disability", "campus_teaching", "disability",
          "self_confidence",
          "My tutor read my reflective essay aloud as an example of what spelling should not look "
          "like. He did not say my name. Everybody knew.",
          "An apology, in the room where it happened.", "academic_staff/Dr Basil Nunn",
          assesses=True),
    Story("decision", "confidential", "Reference withheld after I reported",
          "retaliation victimisation", "research", "race", "considering_leaving",
          "I was a witness for a friend last year. The supervisor who had promised me a reference "
          "now answers that it would 'not be appropriate in the circumstances'.",
          "A fair reference from somebody who knows my work.",
          "academic_staff/Dr Leonard Quaye", assesses=True),
    Story("submitted", "confidential", "Exam on the day of Eid",
          "indirect_discrimination", "assessment_or_exam", "religion_or_belief", "attendance",
          "The practical was moved to Eid with nine days' notice. The form for another date asks "
          "for a doctor's letter. I am not ill.",
          "Another date, and a calendar that knows ours."),
    Story("closed", "confidential", "Laughed at for asking about consent",
          "bullying", "campus_teaching", "sex", "self_confidence isolation",
          "I asked whether patients agree before students examine them. The lecturer invited the "
          "hall to 'applaud our moral compass', and it did. I have not asked anything since.",
          "", "academic_staff/Dr Adrian Moll"),
    Story("investigation", "confidential", "Group chat of the laboratory",
          "online_abuse harassment", "research", "sexual_orientation", "isolation safety",
          "There is a second chat without me, and a screenshot of it was sent to me by mistake. "
          "It is about my boyfriend and me. My day-to-day supervisor is in it.",
          "I want to change groups and keep my results.",
          "academic_staff/Dr Simon Garrick", assesses=True),
    Story("joins", "anonymous", "I was in that chat",
          "online_abuse", "research", "sexual_orientation:association", "loss_of_belonging",
          "I am one of the people in the laboratory's second chat. I did not write anything and I "
          "did not say anything, and I am ashamed of that. I can say what was in it.",
          relationship="witness"),
    Story("withdrawn", "named", "Sat apart in a seminar",
          "exclusion", "campus_teaching", "race", "isolation",
          "In seminar room two the places next to me stay empty until every other chair is taken. "
          "It may be chance. It has been chance for nine weeks.", ""),
    Story("informal_resolution", "confidential", "Panel of six, all men, all from one school",
          "indirect_discrimination", "assessment_or_exam", "sex socioeconomic_background",
          "imposter_feelings",
          "The panel for the scholarship asked each of us where we had gone to school and talked "
          "about rowing. The two of us from the estate were out in four minutes.",
          "Mix the panels and write the questions down."),
    Story("triaged", "confidential", "Told to 'man up' about a panic attack",
          "harassment discrimination_arising_from_disability", "campus_teaching", "disability sex",
          "health attendance",
          "I had to leave the skills laboratory. When I came back the demonstrator said medicine "
          "was not for everybody and that I should man up before finals.",
          "", "academic_staff/Craig Dunmore"),
    Story("closed_no_case", "confidential", "Timetable published late again",
          "other", "campus_teaching", "", "attendance",
          "The timetable came out on Friday for Monday. It makes life hard for everyone with "
          "children or a job, though I am not sure that this is the right place to say so.", ""),
    Story("closed", "named", "Sponsor letter discussed in class",
          "harassment", "campus_teaching", "immigration_status", "safety loss_of_belonging",
          "An administrator asked me across the room whether my visa had 'come through yet'. My "
          "group now jokes about how long I will be here.",
          "Speak with me about this in private.", "professional_services/Norma Pell",
          wants="international_background"),
    Story("reopened", "named", "No lift to the skills centre",
          "failure_reasonable_adjustment", "campus_teaching", "disability",
          "academic_performance isolation",
          "The lift has been out of order since the start of term. I was promised the sessions on "
          "the ground floor; two of seven were. I have fewer signatures than I need.",
          "The other five sessions, before the deadline."),
    Story("new", "named", "Colleague's remarks about my stammer",
          "harassment bullying", "campus_teaching", "disability", "self_confidence",
          "A student in my pair finishes my sentences and taps his watch while I speak. Our tutor "
          "thinks it is funny. The practice examination is next month.",
          "Another partner, quietly.", "peer_student/Oliver Trask"),
)  # fmt: skip
