-- Pages of real and generated images, what raters answered, and the events that still have to be sent.

-- The service's own secret where none is configured.
CREATE TABLE secret (
  name text PRIMARY KEY,
  value bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- One browser within one study. identity is a keyed hash of the browser's cookie: it cannot be turned back.
CREATE TABLE rater (
  rater_id uuid PRIMARY KEY,
  study_id text NOT NULL,
  identity bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (study_id, identity)
);
CREATE INDEX rater_created ON rater (created_at);

-- The counts are set when the answers are locked, never before.
CREATE TABLE page (
  page_id uuid PRIMARY KEY,
  study_id text NOT NULL,
  rater_id uuid NOT NULL REFERENCES rater,
  checkpoint_id text NOT NULL,
  run_id text NOT NULL,
  epoch integer NOT NULL,
  dataset text NOT NULL,
  generator_sha256 text NOT NULL,
  seed bigint NOT NULL,
  height integer NOT NULL,
  width integer NOT NULL,
  columns integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  submitted_at timestamptz,
  generated_shown integer,
  fooled integer,
  real_shown integer,
  doubted integer,
  CHECK ((submitted_at IS NULL) = (generated_shown IS NULL)),
  CHECK (num_nulls(generated_shown, fooled, real_shown, doubted) IN (0, 4))
);
-- A rater answers one page before the next: reloading cannot be used to choose among pages.
CREATE UNIQUE INDEX page_open ON page (rater_id) WHERE submitted_at IS NULL;
CREATE INDEX page_of_rater ON page (rater_id, created_at);
CREATE INDEX page_of_study ON page (study_id, submitted_at) WHERE submitted_at IS NOT NULL;

-- What is shown, stored before it is shown. token is random: it is the image's address and says nothing.
-- source_index is the sampler's index under page.seed, or the index in the dataset's test split.
CREATE TABLE page_image (
  page_id uuid NOT NULL REFERENCES page ON DELETE CASCADE,
  position integer NOT NULL,
  token text NOT NULL UNIQUE,
  png bytea NOT NULL,
  generated boolean NOT NULL,
  source_index bigint NOT NULL,
  PRIMARY KEY (page_id, position)
);

-- Inserted once, in the transaction that sets page.submitted_at.
CREATE TABLE judgement (
  page_id uuid NOT NULL,
  position integer NOT NULL,
  judged_generated boolean NOT NULL,
  PRIMARY KEY (page_id, position),
  FOREIGN KEY (page_id, position) REFERENCES page_image
);

-- Ratings that Kafka has not confirmed yet; inserted in the same transaction as the judgements.
CREATE TABLE outbox (
  outbox_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  study_id text NOT NULL,
  checkpoint_id text NOT NULL,
  rating bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
