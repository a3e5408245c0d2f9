"""The words of the legal-aid guide: one message that changes in place with each choice."""

from collections.abc import Sequence
from html import escape

from bot.content.catalogue import Catalogue
from bot.guides.legal_aid import Aid, Outcome, Step
from bot.replies.answers import REPORT
from bot.replies.buttons import Row, button, keyboard
from bot.replies.menus import PREVIOUS, TOPICS, entry_rows
from bot.replies.reply import Reply
from bot.texts import Translation, msgid

KIND = "lawyer"
QUESTIONS = {
    "place": msgid(
        "Who gets a free lawyer? A few taps will tell. I keep none of your answers.\n\n"
        "In which country is the case for which a lawyer is needed?"
    ),
    "situation": msgid("Which of these fits the person who needs a lawyer?"),
    "case": msgid("What is it about?"),
    "harm": msgid("What happened?"),
    "family": msgid("Who needs a lawyer?"),
    "health": msgid("Which of these fits?"),
    "service": msgid("Which of them?"),
}
CHOICES = {
    "here": msgid("In Kyrgyzstan"),
    "abroad": msgid("In another country"),
    "case": msgid("Police, investigation, court"),
    "harm": msgid("Violence at home, human trafficking"),
    "family": msgid("A child, a lone parent, an old person"),
    "health": msgid("Disability or mental illness"),
    "service": msgid("A conscript or a veteran"),
    "foreign": msgid("A foreigner, a refugee, no citizenship"),
    "none": msgid("None of these"),
}
CATEGORIES = {
    1: msgid("Detained"),
    2: msgid("Suspect, accused, convicted, acquitted"),
    3: msgid("Disability of group I or II"),
    4: msgid("Mental illness"),
    5: msgid("Veteran of the Great Patriotic War"),
    6: msgid("A child"),
    7: msgid("Violence at home"),
    8: msgid("A parent raising a child alone"),
    9: msgid("A conscript in service"),
    10: msgid("An old person in a state home"),
    11: msgid("A foreigner, a refugee, no citizenship"),
    12: msgid("Human trafficking"),
    13: msgid("Nobody could establish who it is"),
    14: msgid("Another case in the criminal procedure"),
}
OUTCOMES = {
    Aid.LAWYER: msgid(
        "<b>A free lawyer is due.</b>\n\nYou chose: {category}. By the law of Kyrgyzstan such people get a "
        "lawyer free of charge, whatever their income. Where to go for one, ask the hotline <b>1899</b>."
    ),
    Aid.ADVICE: msgid(
        "<b>Free legal advice is due.</b>\n\nEveryone gets it in Kyrgyzstan. On what terms people outside the 14 "
        "groups of the law get a lawyer, the report does not say. Where to go, ask the hotline <b>1899</b>."
    ),
    Aid.ADVICE_ABROAD: msgid(
        "<b>Free legal advice is due.</b>\n\nThe embassy or consulate of Kyrgyzstan gives it. Whether a free lawyer "
        "defends you in a court of another country, the report does not say. Questions: hotline <b>1899</b>."
    ),
}
PARTLY = {
    2: msgid("Of people who were acquitted the law means those who stood trial for an especially grave crime."),
    5: msgid("Also people whom the law puts on a par with veterans."),
    14: msgid("Which cases these are, the report does not list: ask about yours."),
}
DANGER = msgid("Is there danger now? Open the first button.")
SOURCE = msgid("Source: Kyrgyzstan's report {report}, §47, 48, 129. Your answers are not kept.")
CHANGE_PLACE = msgid("Change the country")
CHANGE_SITUATION = msgid("Change the situation")


def step(found: Step, path: Sequence[str], say: Translation) -> Reply:
    """One question with its choices, and the way back."""
    rows: list[Row] = [[button(_label(choice, say), say, KIND, *path, choice)] for choice in found.choices]
    if path:
        rows.append([button(say(PREVIOUS), say, KIND, *path[:-1])])
    return Reply(escape(say(QUESTIONS[found.question])), keyboard(rows))


def outcome(found: Outcome, path: Sequence[str], say: Translation, catalogue: Catalogue) -> Reply:
    """What is due and why, where to go, and a way to change each answer."""
    lines = [say(OUTCOMES[found.aid], category=escape(say(CATEGORIES[found.category]) if found.category else ""))]
    if found.category in PARTLY:
        lines.append(escape(say(PARTLY[found.category])))
    if found.urgent:
        lines.append(f"<b>{escape(say(DANGER))}</b>")
    lines.append(f"<i>{escape(say(SOURCE, report=REPORT))}</i>")
    names = dict.fromkeys(name for name in (found.urgent, found.entry) if name in catalogue.entries)
    rows = entry_rows([catalogue.entries[name] for name in names], say)
    if len(path) > 1:
        rows.append([button(say(CHANGE_SITUATION), say, KIND, *path[:1])])
    rows.append([button(say(CHANGE_PLACE), say, KIND), button(say(TOPICS), say, "menu")])
    return Reply("\n\n".join(lines), keyboard(rows))


def _label(choice: str, say: Translation) -> str:
    return say(CATEGORIES[int(choice)] if choice.isdecimal() else CHOICES[choice])
