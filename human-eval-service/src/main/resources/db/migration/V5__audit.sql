-- What was done on the admin side. Rows are added and never changed: not even by a mistake of this service.
CREATE TABLE audit (
  audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  -- Whose token it was: admin or viewer. More is not known of them.
  role text NOT NULL,
  action text NOT NULL,
  study_id text NOT NULL,
  -- What the change led to, such as the study with its settings; null where it was refused.
  detail jsonb,
  -- done, or the sentence of the refusal.
  outcome text NOT NULL
);
CREATE INDEX audit_of_study ON audit (study_id, audit_id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit log cannot be changed.';
END $$;
CREATE TRIGGER audit_rows_stay BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
