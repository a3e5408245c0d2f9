"""Lists to choose from: topics, a topic's entries, the likeliest entries."""

from collections.abc import Iterable, Sequence
from html import escape

from bot.content.catalogue import Catalogue, Topic
from bot.content.page import Entry
from bot.replies.buttons import Row, button, keyboard
from bot.replies.reply import Reply
from bot.texts import Translation, msgid

PAGE = 8  # entries on one page of a topic's menu

CHOOSE_TOPIC = msgid("Choose a topic:")
CHOOSE_QUESTION = msgid("{topic}\nChoose a question:")
SUGGEST = msgid("Did you mean one of these?")
FOLLOW_UP = msgid("If this is about what you asked before, choose below. Else write the whole question:")
OTHERS = msgid("Sorry. Did you mean one of these?")
UNKNOWN = msgid(
    "I have no answer to that, and I will not guess. People can answer you: call the hotline 1899, or write on "
    "migrant.kg. Or see what I do know:"
)
NOT_HELPED = msgid(
    "I am sorry. People can answer you: call the hotline 1899, or write on migrant.kg. Or ask me again in other words, "
    "or choose a topic:"
)
OLD_BUTTON = msgid("This button is out of date. Write your question, or choose a topic:")
TOPICS = msgid("All topics")
NOT_THESE = msgid("None of these")
NEXT = msgid("More")
PREVIOUS = msgid("Back")
ASK_A_PERSON = msgid("Send my question to a person")


def topics(catalogue: Catalogue, say: Translation, message: str = CHOOSE_TOPIC, person: bool = False) -> Reply:
    """A message above the list of topics; with `person`, the reader may send the question to one."""
    rows = [[button(say(ASK_A_PERSON), say, "person")]] if person else []
    for topic in catalogue.topics:
        if catalogue.of_topic(topic.id):
            rows.append([button(topic.titles[say.language], say, "topic", topic.id, "0")])
    return Reply(escape(say(message)), keyboard(rows))


def topic_page(catalogue: Catalogue, topic: Topic, number: int, say: Translation) -> Reply:
    """One page of a topic's entries, the first being 0; a number past the end gives the last page."""
    entries = catalogue.of_topic(topic.id)
    last = max(0, (len(entries) - 1) // PAGE)
    number = max(0, min(number, last))
    rows = entry_rows(entries[number * PAGE : (number + 1) * PAGE], say)
    turns = [(PREVIOUS, number - 1)] * (number > 0) + [(NEXT, number + 1)] * (number < last)
    rows.append([button(say(text), say, "topic", topic.id, str(to)) for text, to in turns])
    rows.append([button(say(TOPICS), say, "topics")])
    title = f"<b>{escape(topic.titles[say.language])}</b>"
    return Reply(say(CHOOSE_QUESTION).format(topic=title), keyboard(rows))


def suggestions(entries: Sequence[Entry], say: Translation, heading: str = SUGGEST, person: bool = False) -> Reply:
    """Buttons with the likeliest entries, and the ways out; with `person`, the question may be sent to one at once."""
    ways_out = [[button(say(ASK_A_PERSON), say, "person")]] if person else []
    rows = [*entry_rows(entries, say), *ways_out, [button(say(NOT_THESE), say, "none")]]
    return Reply(escape(say(heading)), keyboard(rows))


def entry_rows(entries: Iterable[Entry], say: Translation) -> list[Row]:
    """A button for each entry, with its title."""
    return [[button(entry.versions[say.language].title, say, "entry", entry.id)] for entry in entries]
