"""What each consent means, in the words a reporter reads."""

from service.domain.code_lists import ConsentScope as C

CONSENT_MEANINGS: dict[str, str] = {
    C.CONTACT: "We may contact you in the way you said is safe.",
    C.SHARE_IDENTITY: "A support service you are referred to learns who you are.",
    C.SHARE_NARRATIVE: "A support service you are referred to reads what you wrote.",
    C.SHARE_WITH_PLACEMENT: "The hospital or practice where you learn may share your case.",
    C.INVESTIGATE: "We may investigate. Without your agreement we do so only if somebody would "
    "otherwise be in danger, and we would tell you.",
    C.REFERRAL: "We may refer you to a support service.",
    C.MATCH: "We may find out whether others report the same person. Nobody browses names.",
    C.STATISTICS: "Your report counts in figures from which nobody can be recognised.",
    C.INTRODUCE_TO_PEERS: "We may pass your name and how to reach you, and nothing else, to a peer "
    "network, or ask whether you want to meet somebody who has lived through the like.",
}
"""For every scope, what is agreed to. Each may be refused or withdrawn at any time."""
