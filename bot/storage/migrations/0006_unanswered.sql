-- Questions that had no answer: without numbers, links and recognised names, and without whose they were.
CREATE TABLE unanswered (
    day TEXT NOT NULL,
    question TEXT NOT NULL,
    language TEXT NOT NULL,
    entry TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, question, language, entry)
);

-- Who has been counted today, so that nobody is counted twice: under hashes of the day, which are erased with it.
CREATE TABLE sightings (
    reader_key TEXT NOT NULL,
    question TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (reader_key, question)
);
CREATE INDEX sightings_by_day ON sightings (day);
