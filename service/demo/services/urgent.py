"""Services for a crisis, and for what cannot wait."""

from service.demo.services.entry import EVERYWHERE, ROYAL, WHARFE, entry

URGENT = (
    entry(
        "Northbridge Night Line", "crisis",
        "Trained listeners at any hour, for anybody at the university. You need not say why you "
        "call.", "0808 157 0101",
        name_cy="Llinell Nos Northbridge",
        description_cy="Gwrandawyr hyfforddedig, ddydd a nos, i unrhyw un yn y brifysgol. Does dim "
        "rhaid dweud pam rydych chi'n ffonio.",
        always_open=True, hours="", urgent=True, sites=EVERYWHERE, languages="en cy",
        helps_with="isolation health safety considering_leaving",
        contact={"sms": "07700 900 101", "chat_url": "https://example.org/night-line/chat"},
        accessible="text_only remote outside_working_hours",
        accessibility="By text or chat if you cannot, or would rather not, speak.",
    ),
    entry(
        "Wharfe Valley Crisis Team", "crisis",
        "Urgent mental health help by telephone, at home or at the hospital.", "0808 157 0102",
        name_cy="Tîm Argyfwng Dyffryn Wharfe",
        description_cy="Cymorth iechyd meddwl brys dros y ffôn, gartref neu yn yr ysbyty.",
        always_open=True, hours="", urgent=True, sites=(WHARFE, ROYAL), languages="en ur pa pl",
        helps_with="health safety", cost="nhs_funded",
        contact={"sms": "07700 900 102", "address": "Gate 3, Wharfe Valley General Hospital"},
        accessible="step_free text_only remote outside_working_hours",
        accessibility="Interpreters by telephone, in most languages within ten minutes.",
    ),
    entry(
        "Safeguarding Duty Desk", "safeguarding",
        "For anybody at risk of harm, or worried about somebody who is.", "01632 960 110",
        name_cy="Desg Ddiogelu",
        description_cy="I unrhyw un sydd mewn perygl o niwed, neu sy'n poeni am rywun arall.",
        hours="mon-sun 08:00-22:00", closed_on_holidays=False, urgent=True, sites=EVERYWHERE,
        helps_with="safety", contact={"sms": "07700 900 110"},
        accessible="step_free hearing_loop quiet_space text_only outside_working_hours",
    ),
    entry(
        "Campus Police Liaison", "police",
        "Advice on reporting a crime, without having to report one.", "01632 960 111",
        urgent=True, settings="accommodation society_or_social online", helps_with="safety",
        communities=("Anybody who would rather not go to a police station",),
        contact={"address": "Students' Union, ground floor"}, represents="woman global_majority",
        accessibility="You may bring somebody, and choose whom you speak with.",
    ),
    entry(
        "Harbour Specialist Support", "specialist_charity",
        "Independent support after sexual harassment or violence, whether reported or not.",
        "0808 157 0134", about="sex", urgent=True, hours="mon-sun 10:00-20:00",
        closed_on_holidays=False, sites=EVERYWHERE, helps_with="safety health isolation",
        represents="woman not_a_clinician outside_my_department",
        communities=("People of any gender",),
        contact={"sms": "07700 900 134", "chat_url": "https://example.org/harbour/chat"},
        accessible="step_free bsl quiet_space text_only remote outside_working_hours",
        accessibility="The entrance is round the corner and has no sign.",
    ),
)  # fmt: skip
