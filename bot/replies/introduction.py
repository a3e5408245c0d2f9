"""The first words: the greeting, help, the choice of language, and what Telegram shows of the bot outside the chat."""

from html import escape

from bot.replies.buttons import button, keyboard
from bot.replies.reply import Reply
from bot.texts import Texts, msgid

WELCOME = msgid(
    "Hello! I answer questions of migrants from Kyrgyzstan: consular registration, free lawyers, voting from abroad, "
    "work in the Eurasian Economic Union and more.\n\n"
    "Write your question in your own words, in Kyrgyz or Russian, in any letters. Or choose a topic:"
)
HELP = msgid(
    "Write your question in your own words. I look for an answer in a list that people checked against Kyrgyzstan's "
    "report to the United Nations. I am a program and give no legal advice of my own.\n\n"
    "If I do not know, call the hotline 1899 or write on migrant.kg.\n\n"
    "/topics – all questions by topic\n"
    "/lawyer – who gets a free lawyer\n"
    "/days – count the days of registration\n"
    "/reminders – your reminders\n"
    "/offline – all answers in one file, for when there is no internet\n"
    "/clear – clear this chat\n"
    "/privacy – what I keep, /forget – erase it\n"
    "/language – Кыргызча or Русский"
)
CHOOSE_LANGUAGE = msgid("Choose a language:")
LANGUAGE_CHOSEN = msgid("From now on I answer in English. Write your question, or choose a topic:")
NAME = msgid("Kyrgyz migrants: answers")
DESCRIPTION = msgid(
    "Answers for migrants from Kyrgyzstan, in Kyrgyz and Russian: consular registration, legal aid, voting abroad, "
    "rights in the Eurasian Economic Union. Checked against Kyrgyzstan's report to the United Nations. Free of charge."
)
SHORT_DESCRIPTION = msgid("Checked answers for migrants from Kyrgyzstan, in Kyrgyz and Russian.")
COMMANDS = {
    "topics": msgid("All questions by topic"),
    "lawyer": msgid("Who gets a free lawyer"),
    "days": msgid("Count the days of registration"),
    "reminders": msgid("My reminders"),
    "offline": msgid("All answers in one file"),
    "clear": msgid("Clear this chat"),
    "language": msgid("Change the language"),
    "privacy": msgid("What the bot keeps"),
    "forget": msgid("Erase what the bot keeps"),
    "help": msgid("How to ask, and who answers"),
}


def language_choice(texts: Texts) -> Reply:
    """The same request in every language, for a reader of whom we know nothing."""
    lines = [escape(say(CHOOSE_LANGUAGE)) for say in texts.translations.values()]
    return Reply(
        "\n".join(lines), keyboard([[button(say.name, say, "language") for say in texts.translations.values()]])
    )
