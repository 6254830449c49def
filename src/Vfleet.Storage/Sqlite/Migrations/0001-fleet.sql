-- The numbers that count on: the last commit, the last event, and the commit up to which traces of deleted documents are gone.
CREATE TABLE fleet (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    revision   INTEGER NOT NULL,
    last_event INTEGER NOT NULL,
    pruned     INTEGER NOT NULL
);
INSERT INTO fleet VALUES (1, 0, 0, 0);

-- A deleted document stays without its body, for those who follow. The body is last: all else is found without reading it.
CREATE TABLE documents (
    row        INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    deleted_at INTEGER,
    body       BLOB,
    UNIQUE (kind, id)
);
CREATE INDEX documents_revision ON documents (revision);
CREATE INDEX documents_deleted ON documents (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE names (
    name  TEXT PRIMARY KEY,
    owner TEXT NOT NULL
) WITHOUT ROWID;

-- A row stays when its claim has ended (vm is null then), so that generations count on.
CREATE TABLE claims (
    host       BLOB NOT NULL,
    pf         INTEGER NOT NULL,
    vf         INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    vm         BLOB,
    nic        BLOB,
    state      INTEGER NOT NULL,
    lease      INTEGER,
    revision   INTEGER NOT NULL,
    PRIMARY KEY (host, pf, vf)
) WITHOUT ROWID;
CREATE INDEX claims_revision ON claims (revision);

CREATE TABLE host_use (
    host     BLOB PRIMARY KEY,
    memory   INTEGER NOT NULL,
    cpus     INTEGER NOT NULL,
    revision INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX host_use_revision ON host_use (revision);

CREATE TABLE events (
    number  INTEGER PRIMARY KEY,
    time    INTEGER NOT NULL,
    code    TEXT NOT NULL,
    actor   TEXT NOT NULL,
    subject TEXT NOT NULL,
    body    BLOB NOT NULL
);
CREATE INDEX events_subject ON events (subject);
CREATE INDEX events_time ON events (time);
