"""Independent advice: on complaints, on the law, and from charities."""

from service.demo.services.entry import EVERYWHERE, entry

ADVICE = (
    entry(
        "Students' Union Advice", "students_union_advice",
        "Independent advice on complaints and appeals. Somebody to come to meetings with you.",
        "01632 960 127", settings="campus_teaching assessment_or_exam", languages="en cy",
        name_cy="Cyngor Undeb y Myfyrwyr",
        description_cy="Cyngor annibynnol ar gwynion ac apeliadau, a rhywun i ddod i gyfarfodydd "
        "gyda chi.",
        hours="mon-fri 10:00-16:00", helps_with="academic_performance considering_leaving",
        represents="outside_my_department not_a_clinician",
        contact={"address": "Students' Union, first floor"},
        accessible="step_free hearing_loop quiet_space large_print remote",
    ),
    entry(
        "Equal Ground Charity", "specialist_charity",
        "Casework and advocacy for people who meet racism in health care.", "0808 157 0135",
        about="race immigration_status", languages="en ar fr so es", sites=EVERYWHERE,
        hours="mon-fri 09:30-17:30 sat 10:00-13:00", helps_with="isolation safety",
        represents="global_majority international_background outside_my_department",
        communities=("People who came to the UK to study", "Internationally trained doctors"),
        contact={"sms": "07700 900 135"}, accessible="step_free text_only remote",
    ),
    entry(
        "Northbridge Law Clinic", "legal_advice",
        "Free first advice on equality law and time limits, from supervised solicitors. What "
        "follows depends on your income.", "01632 960 136", cost="means_tested",
        hours="wed 13:00-18:00", helps_with="considering_leaving",
        represents="not_a_clinician outside_my_department",
        contact={"address": "Court House, room 5"}, accessible="step_free hearing_loop remote",
    ),
    entry(
        "Visa and Immigration Advice", "legal_advice",
        "Regulated advice for international students.", "01632 960 137",
        about="immigration_status race", languages="en zh ar es",
        hours="mon-tue 10:00-16:00 thu 10:00-16:00", helps_with="considering_leaving",
        represents="international_background", communities=("International students",),
        accessible="step_free quiet_space remote",
    ),
)  # fmt: skip
