-- The entry of whose answer one message has left and another has not: a further try sends only the other.
ALTER TABLE inbox ADD COLUMN begun TEXT NOT NULL DEFAULT '';
