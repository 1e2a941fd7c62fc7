CREATE TABLE events (
	drill VARCHAR NOT NULL,
	seq BIGINT NOT NULL,
	kind VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	text VARCHAR NOT NULL,
	prev VARCHAR NOT NULL,
	hash VARCHAR NOT NULL,
	PRIMARY KEY (drill, seq)
);
CREATE TRIGGER events_stay BEFORE UPDATE ON events
       BEGIN SELECT RAISE(ABORT, 'a journal is never changed'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events
       BEGIN SELECT RAISE(ABORT, 'a journal is never shortened'); END;
CREATE TRIGGER events_follow BEFORE INSERT ON events
       WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM events WHERE drill = NEW.drill), 0)
       BEGIN SELECT RAISE(ABORT, 'a journal has neither holes nor doubles'); END;
CREATE TABLE book (
	number BIGINT NOT NULL,
	stream VARCHAR(200) NOT NULL,
	seq INTEGER NOT NULL,
	utc_ns BIGINT NOT NULL,
	user VARCHAR NOT NULL,
	via VARCHAR NOT NULL,
	address VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	body VARCHAR NOT NULL,
	prev VARCHAR NOT NULL,
	hash VARCHAR NOT NULL,
	PRIMARY KEY (number),
	UNIQUE (stream, seq)
);
CREATE INDEX ix_book_kind ON book (kind);
CREATE INDEX ix_book_user ON book (user);
CREATE TABLE heads (
	stream VARCHAR(200) NOT NULL,
	family VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	order_ns BIGINT NOT NULL,
	due_ns BIGINT,
	seq INTEGER NOT NULL,
	shown VARCHAR NOT NULL,
	PRIMARY KEY (stream)
);
CREATE INDEX ix_heads_due_ns ON heads (due_ns);
CREATE INDEX heads_listed ON heads (family, status, order_ns, stream);
CREATE TABLE tags (
	tag VARCHAR(300) NOT NULL,
	stream VARCHAR(200) NOT NULL,
	PRIMARY KEY (tag, stream)
);
CREATE INDEX ix_tags_stream ON tags (stream);
CREATE TRIGGER book_stays BEFORE UPDATE ON book BEGIN SELECT RAISE(ABORT, 'the book is never changed'); END;
CREATE TRIGGER book_remains BEFORE DELETE ON book BEGIN SELECT RAISE(ABORT, 'the book is never changed'); END;
CREATE TRIGGER book_follows BEFORE INSERT ON book
       WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM book), 0)
       BEGIN SELECT RAISE(ABORT, 'the book has neither holes nor doubles'); END;
CREATE TABLE users (
	id VARCHAR(100) NOT NULL,
	name VARCHAR NOT NULL,
	grants VARCHAR NOT NULL,
	password VARCHAR,
	disabled BOOLEAN NOT NULL,
	created_ns BIGINT NOT NULL,
	version INTEGER NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE tokens (
	id VARCHAR(40) NOT NULL,
	user VARCHAR NOT NULL,
	sha256 VARCHAR NOT NULL,
	label VARCHAR NOT NULL,
	rights VARCHAR,
	created_ns BIGINT NOT NULL,
	expires_ns BIGINT NOT NULL,
	revoked BOOLEAN NOT NULL,
	once BOOLEAN NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (sha256)
);
CREATE INDEX ix_tokens_user ON tokens (user);
CREATE TABLE idempotency (
	"key" VARCHAR(250) NOT NULL,
	asked VARCHAR NOT NULL,
	since_ns BIGINT NOT NULL,
	answer VARCHAR,
	PRIMARY KEY ("key")
);
