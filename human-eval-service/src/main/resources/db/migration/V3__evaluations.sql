-- What evaluators found out about checkpoints, as gan.evaluations has it: beside the judgements of people.

CREATE TABLE evaluation (
  evaluation_id text PRIMARY KEY,
  checkpoint_id text NOT NULL,
  -- ScoreProtocol as Protobuf: only scores of the same protocol can be compared.
  protocol bytea NOT NULL,
  inception_score double precision,
  fid double precision,
  completed_at timestamptz NOT NULL
);
CREATE INDEX evaluation_of_checkpoint ON evaluation (checkpoint_id);
