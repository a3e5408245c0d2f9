-- What the next message is expected to be (a date for a guide, words for a person), for minutes only.
ALTER TABLE chats ADD COLUMN expected TEXT;
ALTER TABLE chats ADD COLUMN expected_at INTEGER;

-- Message numbers of the last two days, so that a reader can have the chat cleared. No text, no chat id.
CREATE TABLE recent_messages (
    chat_key TEXT NOT NULL,
    message_id BIGINT NOT NULL,
    noted_at INTEGER NOT NULL,
    PRIMARY KEY (chat_key, message_id)
);
CREATE INDEX recent_messages_by_age ON recent_messages (noted_at);

-- Whether answers helped: counts by day, nothing of who said so.
CREATE TABLE votes (
    day TEXT NOT NULL,
    entry TEXT NOT NULL,
    helped INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, entry, helped)
);

-- Reminders that readers asked for. The chat id is kept until the last one is sent.
CREATE TABLE reminders (
    id INTEGER PRIMARY KEY,
    chat_id BIGINT NOT NULL,
    language TEXT NOT NULL,
    deadline TEXT NOT NULL,
    last_day TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    UNIQUE (chat_id, deadline, last_day, due_at)
);
CREATE INDEX reminders_by_due ON reminders (due_at);

-- Questions that readers sent to a person, while they are open, and which messages stand for one another.
CREATE TABLE relays (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id BIGINT NOT NULL,
    language TEXT NOT NULL,
    opened_at INTEGER NOT NULL
);
CREATE INDEX relays_by_chat ON relays (chat_id);
CREATE TABLE relay_messages (
    relay_id INTEGER NOT NULL REFERENCES relays (id) ON DELETE CASCADE,
    operators_message BIGINT NOT NULL,
    readers_message BIGINT NOT NULL,
    PRIMARY KEY (relay_id, operators_message)
);
CREATE INDEX relay_messages_by_operator ON relay_messages (operators_message);
