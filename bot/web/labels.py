"""The preview page's own words."""

from bot.matching.decision import Kind
from bot.matching.verdict import Cause
from bot.texts import msgid

ATTACHED = {
    "voice": msgid("Voice message"),
    "photo": msgid("Photo"),
    "sticker": msgid("Sticker"),
    "location": msgid("Location"),
    "contact": msgid("Contact"),
}
LABELS = {
    "title": msgid("Preview of the bot"),
    "about": msgid("The same bot as in Telegram. Nothing is sent to Telegram or to the internet."),
    "write": msgid("Write a message"),
    "send": msgid("Send"),
    "menu": msgid("Menu"),
    "lost": msgid("The preview has stopped. Start it again with “make run”."),
    "restart": msgid("New chat"),
    "reader": msgid("Chat"),
    "group": msgid("Group"),
    "operators": msgid("Operators"),
    "reply": msgid("Reply"),
    "attach": msgid("Send something else"),
    "close": msgid("Close"),
    "ready": msgid("{count} answers are served."),
    "learning": msgid("{count} answers are served; the index is being built: until then only known questions match."),
    "broken": msgid("The FAQ has errors; the pages before them are still served:"),
    "warned": msgid("Warnings:"),
    "mend": msgid("The FAQ has errors; the answers before them are still served."),
    "workbench": msgid("Workbench"),
    "question": msgid("Last question"),
    "pages": msgid("All pages"),
    "ask_first": msgid("Ask something in the chat: here you will see how the bot understood it and why it replied so."),
    "certainty": msgid("How certain"),
    "candidates": msgid("What was considered"),
    "advice": msgid("What would make it certain"),
    "compared": msgid("The questions most like it on this page"),
    "shared": msgid("the same word"),
    "meant": msgid("the same meaning"),
    "first_page": msgid("The first page"),
    "no_problems": msgid("The checks find no problem on this page."),
    "filter": msgid("Filter by title, file, topic or code"),
    "only_problems": msgid("Only pages with problems"),
    "shown": msgid("{shown} of {all} pages"),
    "column_title": msgid("Page"),
    "column_problems": msgid("Problems"),
    "column_questions": msgid("Questions"),
    "column_checked": msgid("Checked"),
    "column_votes": msgid("Votes"),
    "votes": msgid("{helped} helped, {unhelped} did not"),
    "votes_about": msgid("Votes are those given in this preview; readers' votes stay in the bot's own database."),
    "open": msgid("Open the answer in the chat"),
    "stale": msgid("{date}: {days} days ago"),
}
VERDICTS = {
    Kind.ANSWER: msgid("The bot answered at once."),
    Kind.SUGGEST: msgid("The bot offered buttons."),
    Kind.UNKNOWN: msgid("The bot said that it has no answer."),
}
SMALL_TALK = msgid("The bot took it for small talk ({kind}) and replied to that.")
METHODS = {
    "exact": msgid("word for word, as a known question"),
    "model": msgid("by the trained model"),
    "nearest": msgid("by likeness to known questions, for the model is being trained"),
}
FACTS = {
    "method": msgid("Found"),
    "language": msgid("Language of the message"),
    "replied": msgid("Language of the reply"),
    "repairs": msgid("Mended words"),
    "notions": msgid("Notions"),
}
UNCLEAR = msgid("not clear from the words")
OFF_TOPIC = msgid("Not a question for this bot")
FATES = {
    "answer": msgid("answered"),
    "button": msgid("button"),
    "also": msgid("below the answer"),
}
TRUST = msgid("The first is right: {value}%, an answer needs {needed}%")
REACH = msgid("The right one is among the first four: {value}%, buttons need {needed}%")
NEARNESS = msgid("The first is like a known question: {value}%, an answer needs {needed}%")
CAUSES = {
    Cause.KNOWN: msgid("Nothing is missing: these very words stand among the questions of the page."),
    Cause.SURE: msgid("Nothing is missing: the chance that the first page is right reaches what an answer needs."),
    Cause.UNSURE: msgid("The first page leads, but not by enough. As a known question these words would settle it."),
    Cause.AMBIGUOUS: msgid("Several pages are asked for with just these words, so the bot asks which is meant."),
    Cause.ELSEWHERE: msgid("The likeliest page tells another law than that of the country named, so the bot asks."),
    Cause.SEVERAL: msgid("The message asks several things that different pages answer, so the bot offers them all."),
    Cause.FOLLOW_UP: msgid("The message says too little by itself; the bot took it to go on from “{title}”."),
    Cause.SMALL_TALK: msgid("If it is a question, these words are missing among the questions of its page."),
    Cause.OFF_TOPIC: msgid("It is most like messages that are not for this bot. If it is, a page lacks these words."),
    Cause.UNLIKE: msgid("No page's questions are like it. If one should answer it, that page lacks these words."),
    Cause.WORDLESS: msgid("There is no word in it that could be looked for."),
}
ADD = msgid("Add this line to “{heading}” in {place}, or to the page that should answer it:")
ADD_THERE = msgid("Add this line to the questions of that page:")
TRAINING = msgid("The model is being trained since the last edit; look again when it is done, in about a minute.")
