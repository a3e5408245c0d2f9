-- The entry answered last and when (seconds since 1970), so that a follow-up is understood. It is forgotten within minutes.
-- A reader may get answers without ever choosing a language.
CREATE TABLE chats_with_answer (
    chat_key TEXT PRIMARY KEY,
    language TEXT,
    entry TEXT,
    answered_at INTEGER
);
INSERT INTO chats_with_answer (chat_key, language) SELECT chat_key, language FROM chats;
DROP TABLE chats;
ALTER TABLE chats_with_answer RENAME TO chats;
CREATE INDEX chats_by_answer ON chats (answered_at) WHERE answered_at IS NOT NULL;
