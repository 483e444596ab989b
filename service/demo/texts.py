"""What the sample's officers and reporters write to each other, and what comes of cases."""

from dataclasses import dataclass

FIRST_ANSWERS = (
    (
        "Thank you for telling us. I have read what you wrote and I am sorry that it happened. "
        "Nothing will be done with it without speaking with you first."
    ),
    (
        "Thank you for trusting us with this. Is there anything you need this week, whatever we do "
        "about the rest?"
    ),
    (
        "I have read your report with care. Before anything else: is it safe for you to go in "
        "tomorrow, and would you like us to speak with the placement office?"
    ),
    (
        "Thank you for writing. You do not have to decide anything now. I can tell you what is "
        "possible and you choose."
    ),
)
REPLIES = (
    "Thank you for answering so soon. I was not sure that anybody would.",
    "I would rather stay where I am for now. I only do not want to be alone with them.",
    "Could somebody come with me if there is a meeting?",
    "I have kept a list of dates. Where can I send it?",
    "I feel a bit better for having written it down. What happens next?",
    "Please do not tell my supervisor yet. My assessment is in three weeks.",
)
UPDATES = (
    (
        "So that you are not left waiting: we have spoken with the department and will "
        "write again by the end of next week."
    ),
    "I have found somebody who will sign your logbook in the meantime. Nobody was told why.",
    "The placement office agrees to the change you asked for. It holds from Monday.",
    "Nothing new yet. I write because you asked not to be left without news.",
)
CHASERS = (
    "Is there any news? I see them again on Monday.",
    "I heard that people have been asked about it. Should I be worried?",
    "Thank you for the call. I forgot to say that my friend saw it too.",
)
CHECK_INS = (
    "It has been two weeks since you wrote. Has anybody treated you differently since?",
    "Six weeks on: how are things on the ward, and with your marks?",
)
TRIAGE_NOTES = (
    (
        "Read with a colleague. Risk of acting: the reporting party may be recognised. Risk of not "
        "acting: it goes on. We ask before we act."
    ),
    "Spoke for twenty minutes. Wants support first and to decide about the rest later.",
    "No immediate danger. Checked whether the responding party marks the reporting party.",
    "Similar wording in an earlier report; asked the case manager to look at both.",
)
WORK_NOTES = (
    "Department asked for the rota and the teaching list. Reason given in general terms only.",
    "Meeting held with the students' union adviser present. Notes agreed and sent.",
    "Spoke with the placement lead. Agreed who needs to know: nobody besides the two of us.",
    "Two colleagues of the reporting party were heard. Accounts agree on what matters.",
    "The responding party answered in writing and was offered support of their own.",
)
HOLD_NOTE = "Paused at the reporting party's wish until after the examinations. Support goes on."
APPEAL_MESSAGE = (
    "I have read the decision. The witness I named was not asked, and I would like to appeal."
)
REOPEN_MESSAGE = "It has begun again. I thought that I should tell you rather than start anew."
WITHDRAWN_MESSAGE = "I do not want to go on with this. Thank you for being kind about it."
CLOSING_ANSWER = (
    "Thank you for telling us; it is counted. We close the report because there is nothing more "
    "that we can do with it. You can still write here, and the support listed stays open to you."
)

ALLEGATIONS = {
    "harassment": "That remarks about who the reporting party is were made, more than once.",
    "exclusion": "That the reporting party was kept out of teaching that others were given.",
    "assessment_bias": "That marks were taken off for who somebody is and not for what they did.",
    "failure_reasonable_adjustment": "That an agreed adjustment was not kept.",
    "sexual_harassment": "That the reporting party was touched or spoken to in a sexual way.",
    "direct_discrimination": "That the reporting party was treated worse than others for who "
    "they are.",
}
ANY_ALLEGATION = "That what the report says happened, on the days it gives."
APPEAL_REASONS = (
    "The witness was heard for the appeal. What they saw was known already from another, so the "
    "decision stays as it is. The step that was left out is put into the procedure."
)
RISK_REASONS = "Filled in together with the reporting party, by telephone."
MEASURES = {
    "supervision_change": "Somebody else signs the logbook and the marks until this is decided.",
    "no_contact": "Both were asked to stay away from each other, in the same words.",
}
LIFTED = "Nothing it was for is left: the outcome takes its place."
EVIDENCE = "Rota, teaching lists and mark sheets of the block"
UNMASK_REASON = "I have to know whose mark sheets to compare, and cannot ask the department."
GLASS_REASON = "The reporting party rang in distress and nobody on the case could be reached."
AMENDED = "Since I wrote it has happened once more, on Tuesday, in front of two others."
SUPPORTER = "Adviser at the students' union"

WEIGHINGS: tuple[dict[str, str], ...] = (
    {
        "risk_of_acting": "medium", "risk_of_not_acting": "medium",
        "corroboration": "others_may_confirm", "decision": "seek_more_information",
        "could_corroborate": "Others were in the room; the reporter may say who.",
        "reasons": "Asking around now would tell everybody who wrote. We ask the reporter first.",
    },
    {
        "risk_of_acting": "low", "risk_of_not_acting": "high", "corroboration": "records_exist",
        "decision": "act_protectively",
        "could_corroborate": "Rotas and lists, which can be looked at without a reason.",
        "reasons": "Something can be done for everybody on the placement that points at nobody.",
    },
    {
        "risk_of_acting": "high", "risk_of_not_acting": "low", "corroboration": "none_possible",
        "decision": "do_not_act",
        "reasons": "Only one person can have written this. It is counted, and support is offered.",
    },
)  # fmt: skip
"""Assessments of whether to act on what somebody unknown said."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of a case, and what each party was told."""

    outcome: str
    finding: str
    reason: str
    summary: str
    reporting: str
    responding: str


ENDINGS = (
    Ending("apology", "upheld", "resolved",
           "The account was accepted and an apology given in person, in words agreed beforehand.",
           "We found that it happened as you told it. You were owed the apology you were given, "
           "and it does not end there: teaching on that ward is looked at again in spring.",
           "We found that it happened. You have apologised, and you have a date to show what "
           "changed. This letter does not go on your record."),
    Ending("reasonable_adjustment", "upheld", "resolved",
           "The adjustment is in place and every site has it in writing.",
           "You were right that the plan was not kept. It is now, on every site, and you need not "
           "ask for it again.",
           "The plan was not kept. Please see that it is; advice is available to you."),
    Ending("training", "partly_upheld", "resolved",
           "Two of three matters were accepted. The team works through them with a facilitator.",
           "We could establish two of the three things you told us. The third may well have "
           "happened; we could not show it.",
           "Two of three matters were established. You attend the sessions with your team."),
    Ending("supervision_change", "upheld", "resolved",
           "Another supervisor took over; marks already given were looked at by somebody else.",
           "You have another supervisor from now on and your marks were looked at again. One was "
           "raised.",
           "You do not supervise or assess this student any more."),
    Ending("support_provided", "not_determined", "reporter_declined",
           "The reporting party wished for support and for nothing more.",
           "As you wished, nobody was spoken with. The support goes on for as long as you like.",
           "No finding was made about you."),
    Ending("policy_change", "upheld", "resolved",
           "No single person was at fault; the rule was, and it was changed for all.",
           "The rule itself was unfair. It is changed for everybody now, and you were the reason.",
           "No finding was made about you. The rule was changed."),
    Ending("no_further_action", "not_upheld", "not_upheld",
           "What could be established did not amount to what was reported.",
           "We could not find that it was as you felt it to be. That is not to say that you were "
           "wrong to tell us. You may appeal within ten working days.",
           "The matter was not upheld."),
)  # fmt: skip

GIVEN_NAMES = (
    "Aaliyah Bethan Chidi Devika Elin Farid Grace Hamza Imogen Joao Kezia Liam Mei Nkechi Osian "
    "Paloma Rafiq Seren Tariq Uzma Violet Wanjiru Yan Zofia".split()
)
FAMILY_NAMES = (
    "Adeyemi Bowen Castell Dhillon Ellery Farouk Griffin Hossain Iwu Jarvis Kaminska Llewelyn "
    "Mensah Novak Okafor Parry Qureshi Rhodes Siddiqui Tran Underhill Vaughan Warsame Zhou".split()
)
