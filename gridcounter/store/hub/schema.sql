-- The hub of one or many offices: sealed boxes, and functions as the only door. PostgreSQL 13 or newer.
-- Run by store/hub/admin.py in one transaction, as a superuser. Never edited once released: a later version is a step.
--
-- SQLSTATEs of its own: GC001 no desk in use of this login · GC002 an argument that is none · GC003 the device has two
-- histories · GC004 entries before these are not here yet · GC005 more than is taken at once · GC006 the login is taken

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['gridcounter_owner', 'gridcounter_desk', 'gridcounter_city'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    END IF;
  END LOOP;
END $$;
-- it makes the logins of desks, and ends the sessions of those that are retired
ALTER ROLE gridcounter_owner CREATEROLE;
GRANT gridcounter_desk, gridcounter_city TO gridcounter_owner WITH ADMIN OPTION;
GRANT pg_signal_backend TO gridcounter_owner;

CREATE SCHEMA gridcounter_hub AUTHORIZATION gridcounter_owner;
SET LOCAL ROLE gridcounter_owner;
SET LOCAL search_path = gridcounter_hub, pg_catalog;
ALTER DEFAULT PRIVILEGES FOR ROLE gridcounter_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- one row; `incarnation` is written anew by whoever puts back a backup that is a copy of the server's files
CREATE TABLE hub (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  incarnation uuid NOT NULL DEFAULT gen_random_uuid(),
  protocol integer NOT NULL,
  version integer NOT NULL,
  alone boolean PRIMARY KEY DEFAULT true CHECK (alone)
);
INSERT INTO hub (protocol, version) VALUES (1, 1);

-- `hint` is the channel of its hints: nobody else knows it
CREATE TABLE office (
  code text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9]{1,19}$'),
  hint text NOT NULL DEFAULT 'gc_' || replace(gen_random_uuid()::text, '-', ''),
  added_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE desk (
  login text PRIMARY KEY,
  office text NOT NULL REFERENCES office,
  added_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  last_seen timestamptz
);
CREATE INDEX desk_of_office ON desk (office);

CREATE TABLE city (
  login text PRIMARY KEY,
  added_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  last_seen timestamptz
);

CREATE TABLE head (
  office text NOT NULL REFERENCES office,
  device text NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  signed_by text NOT NULL,
  signature text NOT NULL,
  PRIMARY KEY (office, device)
);

-- a box is sealed, so that nothing is gained by packing it; the box of a purged entry is empty, or sealed without its contents
CREATE TABLE journal (
  office text NOT NULL,
  device text NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL,
  box bytea NOT NULL,
  PRIMARY KEY (office, device, seq)
) PARTITION BY LIST (office);
ALTER TABLE journal ALTER COLUMN box SET STORAGE EXTERNAL;

CREATE TABLE key_box (
  office text NOT NULL REFERENCES office,
  key_id text NOT NULL,
  for_desk text NOT NULL,
  box bytea NOT NULL,
  signed_by text NOT NULL,
  signature text NOT NULL,
  PRIMARY KEY (office, key_id, for_desk)
);

CREATE TABLE blob (
  office text NOT NULL REFERENCES office,
  name text NOT NULL,
  part integer NOT NULL,
  parts integer NOT NULL,
  box bytea NOT NULL,
  PRIMARY KEY (office, name, part)
);
ALTER TABLE blob ALTER COLUMN box SET STORAGE EXTERNAL;

CREATE TABLE figure (
  office text NOT NULL REFERENCES office,
  month text NOT NULL,
  body text NOT NULL,
  signed_by text NOT NULL,
  signature text NOT NULL,
  pushed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (office, month)
);

-- ---- what the doors below ask; granted to nobody

-- by the login of the session, which no function can change
CREATE FUNCTION own_office() RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
DECLARE
  found_office text;
BEGIN
  SELECT office INTO found_office FROM desk WHERE login = session_user AND revoked_at IS NULL;
  IF found_office IS NULL THEN
    RAISE 'this login is of no desk in use' USING ERRCODE = 'GC001';
  END IF;
  RETURN found_office;
END $$;

CREATE FUNCTION want(holds boolean, what text) RETURNS void LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF holds IS NOT TRUE THEN
    RAISE '% is not what it must be', what USING ERRCODE = 'GC002';
  END IF;
END $$;

CREATE FUNCTION want_room(holds boolean, what text) RETURNS void LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF holds IS NOT TRUE THEN
    RAISE '% is more than is taken at once', what USING ERRCODE = 'GC005';
  END IF;
END $$;

CREATE FUNCTION want_signature(signer text, signed text) RETURNS void LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
  SELECT want(length(signer) BETWEEN 1 AND 200 AND length(signed) BETWEEN 1 AND 500, 'signature');
$$;

CREATE FUNCTION make_login(new_login text, verifier text, of_role text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
BEGIN
  PERFORM want(verifier ~ '^SCRAM-SHA-256\$[0-9]{4,7}:[A-Za-z0-9+/]{16,60}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$',
               'verifier');
  EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 8 PASSWORD %L IN ROLE %I', new_login, verifier, of_role);
EXCEPTION WHEN duplicate_object THEN
  RAISE 'this login is taken' USING ERRCODE = 'GC006';
END $$;

CREATE FUNCTION enter_desk(of_office text, new_login text, verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
BEGIN
  PERFORM want(new_login ~ ('^gc_' || of_office || '_[a-z0-9]{1,24}$'), 'login');
  PERFORM want_room((SELECT count(*) FROM desk WHERE office = of_office AND revoked_at IS NULL) < 500, 'number of desks');
  PERFORM make_login(new_login, verifier, 'gridcounter_desk');
  INSERT INTO desk (login, office) VALUES (new_login, of_office);
END $$;

CREATE FUNCTION enter_city(new_login text, verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
BEGIN
  PERFORM want(new_login ~ '^gccity_[a-z0-9]{1,24}$', 'login');
  PERFORM make_login(new_login, verifier, 'gridcounter_city');
  INSERT INTO city (login) VALUES (new_login);
END $$;

CREATE FUNCTION enter_office(new_code text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
BEGIN
  INSERT INTO office (code) VALUES (new_code);
  EXECUTE format('CREATE TABLE gridcounter_hub.%I PARTITION OF gridcounter_hub.journal FOR VALUES IN (%L)',
                 'journal_' || new_code, new_code);
END $$;

-- ---- the doors of a desk

-- with the server's own marks: a dump that was put back elsewhere, or a server that was put back to an earlier moment, is
-- another incarnation without anybody's doing
CREATE FUNCTION hello(OUT id uuid, OUT incarnation text, OUT protocol integer, OUT at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
BEGIN
  UPDATE city SET last_seen = clock_timestamp() WHERE login = session_user AND revoked_at IS NULL;
  IF NOT FOUND THEN
    PERFORM own_office();
    UPDATE desk SET last_seen = clock_timestamp() WHERE login = session_user;
  END IF;
  SELECT hub.id, concat_ws('/', hub.incarnation, s.system_identifier, c.timeline_id), hub.protocol, clock_timestamp()
    INTO id, incarnation, protocol, at FROM hub, pg_control_system() s, pg_control_checkpoint() c;
END $$;

CREATE FUNCTION hint_channel() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
  SELECT hint FROM office WHERE code = own_office();
$$;

CREATE FUNCTION heads() RETURNS TABLE (device text, seq bigint, hash bytea, signed_by text, signature text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
  SELECT head.device, head.seq, head.hash, head.signed_by, head.signature FROM head WHERE office = own_office();
$$;

-- The entries of one device from `first_seq` on: all or nothing. What is there already is passed over if it is the same.
CREATE FUNCTION push(of_device text, first_seq bigint, prev bytea, hashes bytea[], boxes bytea[], signer text, signed text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
DECLARE
  here text := own_office();
  many integer := cardinality(hashes);
  known bigint;
  known_hash bytea;
  there integer;
BEGIN
  PERFORM want(of_device ~ '^[[:graph:]]{1,64}$', 'device');
  PERFORM want(first_seq BETWEEN 1 AND 9007199254740991 - 1000, 'seq');
  PERFORM want(array_ndims(hashes) = 1 AND array_ndims(boxes) = 1 AND array_lower(hashes, 1) = 1
               AND array_lower(boxes, 1) = 1 AND cardinality(boxes) = many, 'entries');
  PERFORM want_room(many <= 1000, 'number of entries');
  PERFORM want(octet_length(prev) = 32 AND (SELECT bool_and(octet_length(one) = 32 AND one IS NOT NULL)
                                            FROM unnest(hashes) one), 'hash');
  PERFORM want(array_position(boxes, NULL) IS NULL, 'box');
  PERFORM want_room((SELECT sum(octet_length(one)) FROM unnest(boxes) one) <= 33554432, 'size of entries');
  PERFORM want_signature(signer, signed);

  SELECT seq, hash INTO known, known_hash FROM head WHERE office = here AND device = of_device FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM want_room((SELECT count(*) FROM head WHERE office = here) < 5000, 'number of devices');
    -- somebody else may begin the same device at this moment: then this waits, and goes on from what he pushed
    INSERT INTO head VALUES (here, of_device, 0, decode(repeat('00', 32), 'hex'), '', '')
      ON CONFLICT ON CONSTRAINT head_pkey DO UPDATE SET device = excluded.device
      RETURNING seq, hash INTO known, known_hash;
  END IF;

  there := greatest(0, least(many, known - first_seq + 1));
  IF EXISTS (SELECT FROM generate_series(1, there) at JOIN journal j
             ON j.office = here AND j.device = of_device AND j.seq = first_seq + at - 1
             WHERE j.hash <> hashes[at]) THEN
    RAISE 'the device has two histories' USING ERRCODE = 'GC003';
  END IF;
  IF there = many THEN
    RETURN known;
  END IF;
  IF first_seq + there <> known + 1 THEN
    RAISE 'entries before these are not here' USING ERRCODE = 'GC004';
  END IF;
  IF there = 0 AND prev <> known_hash OR there > 0 AND hashes[there] <> known_hash THEN
    RAISE 'the device has two histories' USING ERRCODE = 'GC003';
  END IF;

  INSERT INTO journal SELECT here, of_device, first_seq + at - 1, hashes[at], boxes[at]
                      FROM generate_series(there + 1, many) at;
  UPDATE head SET seq = first_seq + many - 1, hash = hashes[many], signed_by = signer, signature = signed
    WHERE office = here AND device = of_device;
  UPDATE desk SET last_seen = clock_timestamp() WHERE login = session_user;
  PERFORM pg_notify(hint, '') FROM office WHERE code = here;
  RETURN first_seq + many - 1;
END $$;

-- No more bytes than are pushed at once, so that there is at least one, if there is one.
CREATE FUNCTION pull(of_device text, after_seq bigint, most integer) RETURNS TABLE (seq bigint, hash bytea, box bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
  SELECT found.seq, found.hash, found.box FROM (
    SELECT j.seq, j.hash, j.box, sum(octet_length(j.box)) OVER (ORDER BY j.seq) AS bytes
    FROM (SELECT * FROM journal WHERE office = own_office() AND device = of_device AND journal.seq > after_seq
          ORDER BY journal.seq LIMIT greatest(0, least(most, 1000))) j
  ) found WHERE found.bytes <= 33554432 ORDER BY found.seq;
$$;

-- What a purge took: the box is emptied, or put in its place sealed without its contents, so that the chain goes on.
CREATE FUNCTION blank(devices text[], seqs bigint[], boxes bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
DECLARE
  here text := own_office();
BEGIN
  PERFORM want(cardinality(devices) = cardinality(seqs) AND cardinality(boxes) = cardinality(seqs), 'entries');
  PERFORM want_room(cardinality(seqs) <= 1000, 'number of entries');
  UPDATE journal SET box = given.box
    FROM (SELECT * FROM unnest(devices, seqs, boxes) AS each (device, seq, box) ORDER BY device, seq) given
    WHERE journal.office = here AND journal.device = given.device AND journal.seq = given.seq
      AND octet_length(given.box) <= octet_length(journal.box);
END $$;

CREATE FUNCTION put_key_boxes(ids text[], desks text[], boxes bytea[], signers text[], signatures text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
DECLARE
  here text := own_office();
  many integer := cardinality(ids);
BEGIN
  PERFORM want(many = ALL (ARRAY[cardinality(desks), cardinality(boxes), cardinality(signers), cardinality(signatures)]),
               'key boxes');
  PERFORM want_room(many <= 1000 AND (SELECT count(*) FROM key_box WHERE office = here) <= 100000, 'number of key boxes');
  PERFORM want((SELECT bool_and(length(id) BETWEEN 1 AND 200 AND length(whom) BETWEEN 1 AND 200
                                AND octet_length(box) BETWEEN 1 AND 8192)
                FROM unnest(ids, desks, boxes) AS each (id, whom, box)) IS NOT FALSE, 'key box');
  PERFORM want_signature(signer, signed) FROM unnest(signers, signatures) AS each (signer, signed);
  INSERT INTO key_box
    SELECT DISTINCT ON (id, whom) here, id, whom, box, signer, signed
    FROM unnest(ids, desks, boxes, signers, signatures) AS each (id, whom, box, signer, signed) ORDER BY id, whom
    ON CONFLICT (office, key_id, for_desk)
    DO UPDATE SET box = excluded.box, signed_by = excluded.signed_by, signature = excluded.signature;
END $$;

CREATE FUNCTION key_boxes(whom text)
RETURNS TABLE (key_id text, for_desk text, box bytea, signed_by text, signature text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
  SELECT k.key_id, k.for_desk, k.box, k.signed_by, k.signature FROM key_box k
  WHERE k.office = own_office() AND k.for_desk = whom ORDER BY k.key_id;
$$;

CREATE FUNCTION key_boxes_there(id text) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
  SELECT for_desk FROM key_box WHERE office = own_office() AND key_id = id;
$$;

-- A part that is there stays; other parts of a blob that never became whole give way.
CREATE FUNCTION put_blob(blob_name text, at_part integer, of_parts integer, content bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
DECLARE
  here text := own_office();
BEGIN
  PERFORM want(blob_name ~ '^[0-9a-f]{16,128}$', 'name');
  PERFORM want(of_parts BETWEEN 1 AND 4096 AND at_part BETWEEN 1 AND of_parts AND content IS NOT NULL, 'part');
  PERFORM want_room(octet_length(content) <= 1114112, 'size of a part');
  IF NOT EXISTS (SELECT FROM blobs_there(ARRAY[blob_name])) THEN
    DELETE FROM blob WHERE office = here AND name = blob_name AND parts <> of_parts;
    INSERT INTO blob VALUES (here, blob_name, at_part, of_parts, content) ON CONFLICT DO NOTHING;
  END IF;
END $$;

CREATE FUNCTION get_blob(blob_name text, at_part integer, OUT parts integer, OUT box bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
  SELECT b.parts, b.box FROM blob b WHERE b.office = own_office() AND b.name = blob_name AND b.part = at_part;
$$;

-- those of which every part is here
CREATE FUNCTION blobs_there(names text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
  SELECT want_room(cardinality(names) <= 1000, 'number of names');
  SELECT name FROM blob WHERE office = own_office() AND name = ANY (names)
  GROUP BY name HAVING count(*) = min(parts) AND count(*) = max(parts);
$$;

CREATE FUNCTION drop_blobs(names text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
  SELECT want_room(cardinality(names) <= 1000, 'number of names');
  DELETE FROM blob WHERE office = own_office() AND name = ANY (names);
$$;

CREATE FUNCTION add_desk(new_login text, verifier text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
  SELECT enter_desk(own_office(), new_login, verifier);
$$;

-- Its password goes, its sessions are ended where the server lets; each function refuses it from now on in any case.
CREATE FUNCTION retire_desk(old_login text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
BEGIN
  PERFORM want(old_login <> session_user
               AND EXISTS (SELECT FROM desk WHERE login = old_login AND office = own_office()), 'login');
  UPDATE desk SET revoked_at = now() WHERE login = old_login AND revoked_at IS NULL;
  EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', old_login);
  BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = old_login;
  EXCEPTION WHEN insufficient_privilege THEN
    NULL;
  END;
END $$;

CREATE FUNCTION last_seen() RETURNS TABLE (login text, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
  SELECT desk.login, desk.last_seen FROM desk WHERE office = own_office() AND desk.last_seen IS NOT NULL;
$$;

CREATE FUNCTION put_figures(of_month text, content text, signer text, signed text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
BEGIN
  PERFORM want(of_month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$', 'month');
  PERFORM want_room(octet_length(content) <= 262144, 'size of figures');
  PERFORM want_signature(signer, signed);
  INSERT INTO figure VALUES (own_office(), of_month, content, signer, signed)
    ON CONFLICT (office, month) DO UPDATE
    SET body = excluded.body, signed_by = excluded.signed_by, signature = excluded.signature, pushed_at = now();
END $$;

-- ---- the door of the city

CREATE FUNCTION figures(first_month text, last_month text)
RETURNS TABLE (office text, month text, body text, signed_by text, signature text, pushed_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, gridcounter_hub, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM city WHERE login = session_user AND revoked_at IS NULL) THEN
    RAISE 'this login is of no city in use' USING ERRCODE = 'GC001';
  END IF;
  RETURN QUERY SELECT f.office, f.month, f.body, f.signed_by, f.signature, f.pushed_at FROM figure f
    WHERE f.month BETWEEN first_month AND last_month ORDER BY f.office, f.month;
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA gridcounter_hub FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA gridcounter_hub FROM PUBLIC;
GRANT USAGE ON SCHEMA gridcounter_hub TO gridcounter_desk, gridcounter_city;
GRANT EXECUTE ON FUNCTION hello() TO gridcounter_desk, gridcounter_city;
GRANT EXECUTE ON FUNCTION hint_channel(), heads(), pull(text, bigint, integer),
  push(text, bigint, bytea, bytea[], bytea[], text, text), blank(text[], bigint[], bytea[]),
  put_key_boxes(text[], text[], bytea[], text[], text[]), key_boxes(text), key_boxes_there(text),
  put_blob(text, integer, integer, bytea), get_blob(text, integer), blobs_there(text[]), drop_blobs(text[]),
  add_desk(text, text), retire_desk(text), last_seen(), put_figures(text, text, text, text) TO gridcounter_desk;
GRANT EXECUTE ON FUNCTION figures(text, text) TO gridcounter_city;

RESET ROLE;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO gridcounter_desk, gridcounter_city', current_database());
END $$;
