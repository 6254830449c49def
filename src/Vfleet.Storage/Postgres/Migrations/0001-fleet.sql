-- The numbers that count on: the last commit, the last event, and the commit up to which traces of deleted documents are gone. Who commits
-- holds this row until the end, so the order of commits is the order of their numbers, whichever engine made them.
CREATE TABLE fleet (
    one        integer PRIMARY KEY CHECK (one = 1),
    revision   bigint NOT NULL,
    last_event bigint NOT NULL,
    pruned     bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO fleet VALUES (1, 0, 0, 0);

-- A deleted document stays without its body, for those who follow.
CREATE TABLE documents (
    kind       text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    revision   bigint NOT NULL,
    deleted_at bigint,
    body       bytea,
    PRIMARY KEY (kind, id)
);
CREATE INDEX documents_revision ON documents (revision);
CREATE INDEX documents_deleted ON documents (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE names (
    name  text COLLATE "C" PRIMARY KEY,
    owner text COLLATE "C" NOT NULL
);

-- A row stays when its claim has ended (vm is null then), so that generations count on.
CREATE TABLE claims (
    host       uuid NOT NULL,
    pf         bigint NOT NULL,
    vf         integer NOT NULL,
    generation bigint NOT NULL,
    vm         uuid,
    nic        uuid,
    state      integer NOT NULL,
    lease      bigint,
    revision   bigint NOT NULL,
    PRIMARY KEY (host, pf, vf)
);
CREATE INDEX claims_revision ON claims (revision);

CREATE TABLE host_use (
    host     uuid PRIMARY KEY,
    memory   bigint NOT NULL,
    cpus     bigint NOT NULL,
    revision bigint NOT NULL
);
CREATE INDEX host_use_revision ON host_use (revision);

CREATE TABLE events (
    number  bigint PRIMARY KEY,
    time    bigint NOT NULL,
    code    text COLLATE "C" NOT NULL,
    actor   text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    body    bytea NOT NULL
);
CREATE INDEX events_subject ON events (subject, number);
CREATE INDEX events_time ON events (time);
