-- The tables of a record, as the first release makes them. A later version changes them by a step in migrations.py, never here.
--
-- Days are ISO 8601 (2026-09-28), moments ISO 8601 with their zone, figures of days whole numbers, flags 0 or 1.
-- `ref` names the journal entry that a row comes from, as device:seq. `hlc` is a hybrid logical clock that sorts as text.
-- `told` holds JSON: what the entry said, as far as no column of its own is searched or sorted by.

-- ---- the journal: what was done, in the order in which it was written

CREATE TABLE journal (
    place INTEGER PRIMARY KEY,
    device TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hlc TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    clerk TEXT NOT NULL,
    application TEXT,
    kind TEXT NOT NULL,
    -- blank, with its salt, once it was purged; the chain goes over the digest and holds all the same
    payload TEXT,
    salt BLOB,
    payload_digest TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX idx_journal_hlc ON journal (hlc);
CREATE INDEX idx_journal_application_hlc ON journal (application, hlc);
-- a consultation that became an application stands in no other table
CREATE INDEX journal_consultations ON journal (happened_at) WHERE kind = 'consultation_noted';

-- the last entry of each device, to which the next one is chained
CREATE TABLE head (
    device TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;

-- the device whose entries are written into this file: one row
CREATE TABLE this_device (device TEXT PRIMARY KEY) STRICT;

-- against mistakes of our own; the chain is there against others
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER journal_no_update BEFORE UPDATE OF
    device, seq, hlc, entered_at, happened_at, clerk, application, kind, payload_digest, prev, hash ON journal
BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER journal_only_purged BEFORE UPDATE OF payload, salt ON journal
    WHEN NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'append only'); END;
-- an index of the journal by device would cost every entry a page
CREATE TRIGGER head_one_after_the_other BEFORE UPDATE OF seq ON head WHEN NEW.seq <> OLD.seq + 1
BEGIN SELECT RAISE(ABORT, 'out of order'); END;

-- ---- projections: everything below is worked out from the journal, and `gridcounter record rebuild` does it again

-- settings of the office by name; the value is JSON
CREATE TABLE office (
    key TEXT PRIMARY KEY,
    value TEXT
) STRICT;

CREATE TABLE clerk (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT,
    pin TEXT,
    active INTEGER
) STRICT;

-- numbers that stand on paper already and are given to no application
CREATE TABLE reserved_number (
    number TEXT PRIMARY KEY,
    purpose TEXT
) STRICT;

CREATE TABLE application (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    short_code TEXT NOT NULL,
    -- consultation, draft, received, accepted, closed, purged
    state TEXT NOT NULL,
    opened_at TEXT,
    opened_by TEXT,
    received_on TEXT,
    accepted_on TEXT,
    official_number TEXT,
    official_entered_at TEXT,
    closed_at TEXT,
    closed_why TEXT,
    changed_hlc TEXT,
    purged_on TEXT,
    -- why its purge is held back; NULL where it is not
    held_why TEXT
) STRICT;
CREATE UNIQUE INDEX idx_application_number ON application (number);
CREATE UNIQUE INDEX idx_application_short_code ON application (short_code);
CREATE INDEX idx_application_changed_hlc ON application (changed_hlc);
CREATE INDEX application_closed ON application (closed_at) WHERE closed_at IS NOT NULL;

-- what was filled in, one row a field, by its path in the contract; the value is JSON
CREATE TABLE field (
    application TEXT REFERENCES application (id),
    field TEXT,
    value TEXT,
    ref TEXT,
    PRIMARY KEY (application, field)
) STRICT;
CREATE INDEX field_temporary_until ON field (value) WHERE field = 'desk.temporary_until';

-- the state of a document of the checklist: received, deferred, waived
CREATE TABLE document (
    application TEXT REFERENCES application (id),
    document TEXT,
    state TEXT,
    told TEXT,
    ref TEXT,
    PRIMARY KEY (application, document)
) STRICT;

-- papers that were issued; their bytes lie in papers.db under sha256
CREATE TABLE paper (
    ref TEXT PRIMARY KEY,
    application TEXT REFERENCES application (id),
    paper TEXT,
    version INTEGER,
    sha256 TEXT,
    content_hash TEXT,
    form_version TEXT,
    pack_version TEXT,
    issued_at TEXT,
    issued_by TEXT,
    delivered_at TEXT,
    delivered_how TEXT,
    voided_at TEXT,
    voided_why TEXT,
    -- the ref of the paper that this one takes the place of
    replaces TEXT,
    -- 1: handed out before anything was taken in
    consultation INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX idx_paper_application_paper_version ON paper (application, paper, version);

-- the answer that the applicant was given and that stands, with the edition it was given under
CREATE TABLE answer (
    application TEXT PRIMARY KEY REFERENCES application (id),
    ref TEXT,
    pinned_at TEXT,
    pack TEXT,
    pack_number TEXT,
    pack_version TEXT,
    class TEXT,
    track TEXT,
    told TEXT
) STRICT;
CREATE INDEX idx_answer_track ON answer (track);

-- the clocks of that answer; `wd` working days or `days` calendar days from the event `counts_from`
CREATE TABLE clock (
    application TEXT REFERENCES application (id),
    clock TEXT,
    place INTEGER,
    label TEXT,
    actor TEXT,
    wd INTEGER,
    days INTEGER,
    counts_from TEXT,
    PRIMARY KEY (application, clock)
) STRICT;

-- events that start clocks; `late` says why one was entered after its day
CREATE TABLE event (
    application TEXT REFERENCES application (id),
    event TEXT,
    on_day TEXT,
    late TEXT,
    ref TEXT,
    PRIMARY KEY (application, event)
) STRICT;

-- clocks that have ended
CREATE TABLE finished (
    application TEXT REFERENCES application (id),
    clock TEXT,
    on_day TEXT,
    late TEXT,
    ref TEXT,
    PRIMARY KEY (application, clock)
) STRICT;

-- `until_day` is empty while a clock still rests; `rests_on` is the supplement it rests for
CREATE TABLE pause (
    application TEXT REFERENCES application (id),
    clock TEXT,
    ref TEXT,
    on_day TEXT,
    until_day TEXT,
    why TEXT,
    rests_on TEXT,
    late TEXT,
    PRIMARY KEY (application, clock, ref)
) STRICT;

-- clocks that run, each in one row, so that lists of due dates read nothing else; `rested`: it has a pause
CREATE TABLE running (
    application TEXT REFERENCES application (id),
    clock TEXT,
    wd INTEGER,
    days INTEGER,
    started_on TEXT,
    rested INTEGER,
    PRIMARY KEY (application, clock)
) STRICT;
CREATE INDEX idx_running_rested_wd_days_started_on ON running (rested, wd, days, started_on);

-- what an applicant was told after the notice
CREATE TABLE added_item (
    application TEXT REFERENCES application (id),
    ref TEXT,
    place INTEGER,
    document TEXT,
    label TEXT,
    clause TEXT,
    why TEXT,
    PRIMARY KEY (ref, place)
) STRICT;
CREATE INDEX idx_added_item_application ON added_item (application);

-- files that were attached; their bytes lie in papers.db; `paper` is the issued paper that one is the signed copy of
CREATE TABLE attachment (
    ref TEXT PRIMARY KEY,
    application TEXT REFERENCES application (id),
    sha256 TEXT,
    type TEXT,
    title TEXT,
    size INTEGER,
    paper TEXT,
    added_at TEXT,
    removed_at TEXT,
    removed_why TEXT
) STRICT;
CREATE INDEX idx_attachment_application ON attachment (application);
CREATE INDEX idx_attachment_paper ON attachment (paper);

-- the filing of the works outside: where it stands now
CREATE TABLE filing (
    application TEXT PRIMARY KEY REFERENCES application (id),
    version INTEGER,
    state TEXT,
    number TEXT,
    serial TEXT,
    posted INTEGER,
    started_on TEXT
) STRICT;
CREATE INDEX idx_filing_state ON filing (state);

-- and its course, in the order of the clock
CREATE TABLE filing_act (
    place INTEGER PRIMARY KEY,
    application TEXT REFERENCES application (id),
    ref TEXT,
    version INTEGER,
    kind TEXT,
    on_day TEXT,
    told TEXT,
    late TEXT
) STRICT;
CREATE INDEX idx_filing_act_application_place ON filing_act (application, place);
CREATE INDEX idx_filing_act_application_version_kind ON filing_act (application, version, kind);

-- public holidays that were loaded, by year; `sha256` of the notice they were taken from
CREATE TABLE calendar_year (
    year INTEGER PRIMARY KEY,
    told TEXT,
    sha256 TEXT,
    ref TEXT
) STRICT;

-- editions of packs that the office has put in force, with their own text: every copy of the record answers alike
CREATE TABLE adopted_pack (
    ref TEXT PRIMARY KEY,
    pack TEXT,
    number TEXT,
    version TEXT,
    adopted_at TEXT,
    adopted_by TEXT,
    files TEXT
) STRICT;

-- editions that an answer was given under: they can be read again under any later program
CREATE TABLE kept_pack (
    version TEXT PRIMARY KEY,
    ref TEXT,
    pack TEXT,
    number TEXT,
    files TEXT
) STRICT;

-- purges that were carried out, without anything of what was purged
CREATE TABLE purge (
    ref TEXT PRIMARY KEY,
    hlc TEXT,
    at TEXT,
    clerk TEXT,
    told TEXT
) STRICT;

-- ---- of this file alone: a rebuild leaves it as it is

-- papers whose bytes are still to be erased after a purge
CREATE TABLE to_erase (digest TEXT PRIMARY KEY) STRICT;

-- ---- search

-- what a list shows and a plain scan would read. `waiting`: its text is not in the index yet. The keys are those by
-- which applications are compared: identity number of applicant and agent, telephone, place; empty where there is none
CREATE TABLE searched (
    place INTEGER PRIMARY KEY,
    application TEXT NOT NULL REFERENCES application (id),
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    told TEXT NOT NULL,
    marks TEXT NOT NULL,
    letters TEXT NOT NULL DEFAULT '',
    waiting INTEGER NOT NULL DEFAULT 0,
    key_applicant TEXT NOT NULL DEFAULT '',
    key_agent TEXT NOT NULL DEFAULT '',
    key_phone TEXT NOT NULL DEFAULT '',
    key_place TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX idx_searched_application ON searched (application);
CREATE INDEX searched_waiting ON searched (place) WHERE waiting;
CREATE INDEX searched_by_applicant ON searched (key_applicant) WHERE key_applicant <> '';
CREATE INDEX searched_by_agent ON searched (key_agent) WHERE key_agent <> '';
CREATE INDEX searched_by_phone ON searched (key_phone) WHERE key_phone <> '';
CREATE INDEX searched_by_place ON searched (key_place) WHERE key_place <> '';

-- tokens and no text; one character is a prefix of four digits: store/search/tokens.py
CREATE VIRTUAL TABLE search_index USING fts5
    (told, marks, content='', contentless_delete=1, tokenize='ascii', prefix='4');
CREATE TRIGGER searched_gone AFTER DELETE ON searched
BEGIN DELETE FROM search_index WHERE rowid = OLD.place; END;
-- a deleted row leaves its tokens behind until pages are merged; an emptied index leaves nothing
CREATE TRIGGER searched_emptied AFTER DELETE ON searched WHEN NOT EXISTS (SELECT 1 FROM searched)
BEGIN INSERT INTO search_index (search_index) VALUES ('delete-all'); END;
