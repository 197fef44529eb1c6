-- Studies with arms, pools of images that their raters share, and sessions: one rater's work in one study.

CREATE TABLE study (
  study_id text PRIMARY KEY,
  -- StudySettings as JSON; fixed from the moment the study opens.
  settings jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'preparing', 'open', 'paused', 'closed')),
  -- One sentence: why the study could not be prepared.
  problem text,
  created_at timestamptz NOT NULL DEFAULT now(),
  opened_at timestamptz,
  closed_at timestamptz
);

-- As many generated images of one checkpoint as real ones of its data set's test split. Each pool has real images of
-- its own, so that both kinds come up equally often and repetition tells nothing.
CREATE TABLE pool (
  pool_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  study_id text NOT NULL REFERENCES study,
  checkpoint_id text NOT NULL,
  run_id text NOT NULL,
  epoch integer NOT NULL,
  dataset text NOT NULL,
  generator_sha256 text NOT NULL,
  -- Only the best by their part in the Inception score: this share of so many images; both 0 without selection.
  top_percent double precision NOT NULL DEFAULT 0,
  top_of integer NOT NULL DEFAULT 0,
  height integer NOT NULL,
  width integer NOT NULL,
  -- Of the generated images that count; gold items have the next one.
  seed bigint NOT NULL DEFAULT 0,
  -- The sampler's indices that were selected, in the order in which they are taken; null without selection.
  chosen bigint[],
  -- Whether all that the study asks for was drawn; it may grow later.
  ready boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (study_id, checkpoint_id, top_percent, top_of)
);

-- One image that can be shown. source_index is the sampler's index under seed, or the index in the test split (seed 0).
-- A gold item is known to be easy and counts for nothing but its rater's attention.
CREATE TABLE stimulus (
  stimulus_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  pool_id uuid NOT NULL REFERENCES pool ON DELETE CASCADE,
  generated boolean NOT NULL,
  gold boolean NOT NULL DEFAULT false,
  seed bigint NOT NULL,
  source_index bigint NOT NULL,
  png bytea NOT NULL,
  -- How often it was planned for a rater: the least shown come first.
  shown integer NOT NULL DEFAULT 0,
  -- Decides among those that were shown equally often; drawn anew each time.
  lot double precision NOT NULL DEFAULT random(),
  UNIQUE (pool_id, generated, gold, seed, source_index)
);
-- The next ones to be shown are found at once, however large the pool is.
CREATE INDEX stimulus_next ON stimulus (pool_id, generated, gold, shown, lot);
-- How far an image could be compressed must not change how long reading it takes.
ALTER TABLE stimulus ALTER COLUMN png SET STORAGE EXTERNAL;

-- identity is a keyed hash of the platform's worker id or of the browser's cookie.
ALTER TABLE rater ADD COLUMN platform text NOT NULL DEFAULT 'link';

CREATE TABLE session (
  session_id uuid PRIMARY KEY,
  study_id text NOT NULL REFERENCES study,
  rater_id uuid NOT NULL REFERENCES rater,
  arm text NOT NULL,
  pool_id uuid NOT NULL REFERENCES pool,
  state text NOT NULL CHECK (state IN ('active', 'finished', 'abandoned', 'withdrawn', 'disqualified')),
  platform text NOT NULL,
  -- The platform's own id of this place, such as MTurk's assignment id; null where there is none.
  assignment text,
  -- What the platform's entry said that the end of the session needs, such as where to hand the work in.
  arrival jsonb NOT NULL DEFAULT '{}',
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  -- Rules that this session broke, such as gold or attention; empty: it counts in every number.
  exclusions text[] NOT NULL DEFAULT '{}'
);
-- A rater finishes one session before the next: reloading cannot be used to choose among images.
CREATE UNIQUE INDEX session_active ON session (rater_id) WHERE state = 'active';
CREATE UNIQUE INDEX session_assignment ON session (platform, assignment) WHERE assignment IS NOT NULL;
CREATE INDEX session_of_study ON session (study_id, state);
CREATE INDEX session_of_rater ON session (rater_id, started_at);

-- V1 knew pages without sessions. What was submitted becomes a finished session of one page; what was not is gone, as it
-- would have been a day later.
ALTER TABLE judgement RENAME TO judgement_v1;
ALTER TABLE page_image RENAME TO page_image_v1;
ALTER TABLE page RENAME TO page_v1;
ALTER INDEX page_open RENAME TO page_open_v1;
ALTER INDEX page_of_rater RENAME TO page_of_rater_v1;
ALTER INDEX page_of_study RENAME TO page_of_study_v1;

CREATE TABLE page (
  page_id uuid PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  -- From 1, in the order in which the rater sees them.
  number integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('practice', 'qualification', 'main', 'attention')),
  -- Whether the rater learns the truth once the answers are locked.
  feedback boolean NOT NULL,
  -- When a page of limited exposure was shown; from then on its images are not given out again.
  exposed_at timestamptz,
  submitted_at timestamptz,
  -- The answer that an attention check asks for, and the one that was given.
  attention_wanted boolean,
  attention_given boolean,
  -- Counts of a main page without its gold items, set when the answers are locked, never before.
  generated_shown integer,
  fooled integer,
  real_shown integer,
  doubted integer,
  UNIQUE (session_id, number),
  CHECK ((kind = 'attention') = (attention_wanted IS NOT NULL)),
  CHECK (num_nulls(generated_shown, fooled, real_shown, doubted) IN (0, 4))
);

-- token is random: it is the image's address and says nothing.
CREATE TABLE trial (
  page_id uuid NOT NULL REFERENCES page ON DELETE CASCADE,
  position integer NOT NULL,
  token text NOT NULL UNIQUE,
  stimulus_id uuid NOT NULL REFERENCES stimulus,
  PRIMARY KEY (page_id, position)
);
CREATE INDEX trial_of_stimulus ON trial (stimulus_id);

-- Inserted once, in the transaction that sets page.submitted_at.
CREATE TABLE judgement (
  page_id uuid NOT NULL,
  position integer NOT NULL,
  judged_generated boolean NOT NULL,
  -- From showing to answering as the rater's browser measured it; null where it did not.
  millis integer,
  PRIMARY KEY (page_id, position),
  FOREIGN KEY (page_id, position) REFERENCES trial ON DELETE CASCADE
);

INSERT INTO study (study_id, settings, state, opened_at, closed_at)
SELECT study_id, jsonb_build_object('title', study_id, 'imagesPerRater', 25,
  'arms', jsonb_build_array(jsonb_build_object('name', 'feedback', 'feedback', true))), 'closed', now(), now()
FROM (SELECT DISTINCT study_id FROM rater) AS known;

INSERT INTO pool (study_id, checkpoint_id, run_id, epoch, dataset, generator_sha256, height, width, ready)
SELECT study_id, checkpoint_id, min(run_id), min(epoch), min(dataset), min(generator_sha256), min(height), min(width),
  true
FROM page_v1 WHERE submitted_at IS NOT NULL GROUP BY study_id, checkpoint_id;

INSERT INTO stimulus (pool_id, generated, seed, source_index, png, shown)
SELECT pool_id, generated, CASE WHEN generated THEN page_v1.seed ELSE 0 END, source_index, (array_agg(png))[1], count(*)
FROM page_v1 JOIN page_image_v1 USING (page_id) JOIN pool USING (study_id, checkpoint_id)
WHERE submitted_at IS NOT NULL GROUP BY 1, 2, 3, 4;

INSERT INTO session (session_id, study_id, rater_id, arm, pool_id, state, platform, started_at, seen_at, finished_at)
SELECT page_id, study_id, rater_id, 'feedback', pool_id, 'finished', 'link', page_v1.created_at, submitted_at,
  submitted_at
FROM page_v1 JOIN pool USING (study_id, checkpoint_id) WHERE submitted_at IS NOT NULL;

INSERT INTO page (page_id, session_id, number, kind, feedback, submitted_at, generated_shown, fooled, real_shown, doubted)
SELECT page_id, page_id, 1, 'main', true, submitted_at, generated_shown, fooled, real_shown, doubted
FROM page_v1 WHERE submitted_at IS NOT NULL;

INSERT INTO trial (page_id, position, token, stimulus_id)
SELECT page_id, position, token, stimulus_id
FROM page_v1 JOIN page_image_v1 USING (page_id) JOIN pool USING (study_id, checkpoint_id)
  JOIN stimulus ON stimulus.pool_id = pool.pool_id AND stimulus.generated = page_image_v1.generated
    AND stimulus.seed = CASE WHEN page_image_v1.generated THEN page_v1.seed ELSE 0 END
    AND stimulus.source_index = page_image_v1.source_index
WHERE submitted_at IS NOT NULL;

INSERT INTO judgement (page_id, position, judged_generated)
SELECT page_id, position, judged_generated FROM judgement_v1;

DROP TABLE judgement_v1, page_image_v1, page_v1;

-- The outbox carries withdrawals too, and the wish that totals be sent again (an event without bytes). It knows the arm whose totals change; both null where nothing is counted.
ALTER TABLE outbox RENAME COLUMN rating TO event;
ALTER TABLE outbox ALTER COLUMN checkpoint_id DROP NOT NULL;
ALTER TABLE outbox ADD COLUMN arm text;
ALTER TABLE outbox ADD COLUMN kind text NOT NULL DEFAULT 'rated' CHECK (kind IN ('rated', 'withdrawn', 'recount'));
