-- Updates from Telegram, kept until they are answered. Once answered only the number stays, for two days, so that the
-- same update is not answered again. One that was set aside keeps its outline, without any words, and what failed.
CREATE TABLE inbox (
    update_id BIGINT PRIMARY KEY,
    chat_id BIGINT NOT NULL,
    body TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL DEFAULT 0,
    tries BIGINT NOT NULL DEFAULT 0,
    process TEXT NOT NULL DEFAULT '',
    leased_until BIGINT NOT NULL DEFAULT 0,
    answered_at BIGINT,
    failure TEXT
);
CREATE INDEX inbox_waiting ON inbox (chat_id, update_id) WHERE answered_at IS NULL;
CREATE INDEX inbox_answered ON inbox (answered_at) WHERE answered_at IS NOT NULL;

-- Since when Telegram has refused to deliver to a chat; the reader's next message ends it.
ALTER TABLE chats ADD COLUMN unreachable_at BIGINT;
