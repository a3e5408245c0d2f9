"""The preview page's own words."""

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
    "about": msgid("The same bot as in Telegram. Nothing leaves this computer."),
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
}
