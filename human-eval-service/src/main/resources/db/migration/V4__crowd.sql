-- What is published on Mechanical Turk, and what was paid there. Worker ids are nowhere: Mechanical Turk is asked for them
-- when somebody is paid.

-- One HIT. token is the request's token and the HIT's annotation: it is stored before Mechanical Turk is asked, so that a
-- HIT whose answer was lost is found again.
CREATE TABLE crowd_hit (
  token uuid PRIMARY KEY,
  study_id text NOT NULL REFERENCES study,
  -- sandbox, production, or the address of another API.
  environment text NOT NULL,
  -- Null until Mechanical Turk has answered.
  hit_id text UNIQUE,
  places integer NOT NULL CHECK (places > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX crowd_hit_of_study ON crowd_hit (study_id, created_at);

-- One assignment that a worker submitted. A bonus's token and amount are stored before it is sent, bonus_sent_at after:
-- between the two, Mechanical Turk is asked whether it arrived.
CREATE TABLE crowd_payment (
  assignment text PRIMARY KEY,
  hit_id text NOT NULL REFERENCES crowd_hit (hit_id),
  study_id text NOT NULL REFERENCES study,
  -- Null where the worker submitted without having begun.
  session_id uuid REFERENCES session ON DELETE SET NULL,
  state text NOT NULL CHECK (state IN ('submitted', 'approved', 'rejected')),
  bonus numeric(10, 2),
  bonus_token uuid,
  bonus_sent_at timestamptz,
  CHECK (num_nulls(bonus, bonus_token) IN (0, 2)),
  CHECK (bonus_sent_at IS NULL OR bonus IS NOT NULL)
);
CREATE INDEX crowd_payment_of_study ON crowd_payment (study_id);
