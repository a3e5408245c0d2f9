-- A reader's language, under a keyed hash of the chat id: the table names nobody.
CREATE TABLE chats (
    chat_key TEXT PRIMARY KEY,
    language TEXT NOT NULL
);
