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
