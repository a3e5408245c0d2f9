-- How often what was asked: counts by day, each of one thing only, never of two together. `readers` counts different
-- readers up to three; `milliseconds` is how long the questions of an hour took.
CREATE TABLE counts (
    day TEXT NOT NULL,
    what TEXT NOT NULL,
    value TEXT NOT NULL,
    n INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL DEFAULT 0,
    readers INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (day, what, value)
);

-- Who the first readers behind a count were, so that nobody is counted twice among its three: a hash for each reader,
-- day and count, so that two rows never tell of one reader. Erased when there are three, or when the day is over.
CREATE TABLE counted_readers (
    day TEXT NOT NULL,
    what TEXT NOT NULL,
    value TEXT NOT NULL,
    reader_key TEXT NOT NULL,
    PRIMARY KEY (day, what, value, reader_key)
);
