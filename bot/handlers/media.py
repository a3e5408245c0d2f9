"""Messages without words: voice, pictures, stickers, places, contacts. Each gets a kind reply that helps."""

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.context import App, Context
from bot.replies import menus
from bot.texts import msgid

VOICE = msgid(
    "I cannot listen to voice messages. Write your question in a few words, in any letters, or choose a topic. "
    "To ask by voice, call the hotline 1899."
)
PICTURE = msgid(
    "I cannot read pictures and files, and I keep none. Write in words what you want to know, or choose a topic. "
    "Do not send photos of your documents to people you do not know."
)
PLACE = msgid(
    "I do not use your location and do not keep it. Write your question in words and name the country, "
    "or choose a topic:"
)
CONTACT = msgid("I need no phone numbers and keep none. Write your question in words, or choose a topic:")
ONLY_TEXT = msgid("I can read only text. Please write your question in words, or choose a topic:")


def register(app: App) -> None:
    """After every handler of words. Service messages get a deliberate silence."""
    kinds = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL
    app.add_handler(MessageHandler(kinds, ask_for_words))


async def ask_for_words(update: Update, context: Context) -> None:
    """Say what the bot cannot do with it, and what to do instead; an album is one message."""
    message, chat = update.message, update.effective_chat
    assert message is not None and chat is not None
    albums, album = context.desk.albums, message.media_group_id
    if albums.is_known(chat.id, album):
        await context.note(chat)
        return
    say = await context.say(update)
    await context.send(chat, menus.topics(context.edition.catalogue, say, _reply(message)))
    albums.note(chat.id, album)


def _reply(message: Message) -> str:
    if message.voice or message.audio or message.video_note:
        return VOICE
    if message.photo or message.document or message.video or message.animation:
        return PICTURE
    if message.location or message.venue:
        return PLACE
    return CONTACT if message.contact else ONLY_TEXT
