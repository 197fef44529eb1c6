-- What a database of version 5 holds: a rater's finished session, an event on its way, a score, an entry of the audit
-- log. It stands for databases that are somewhere in use: a later version adds a file of its own and leaves this one.
INSERT INTO study (study_id, settings, state, opened_at)
VALUES ('kept', '{"title": "Kept", "imagesPerRater": 2, "arms": [{"name": "feedback", "feedback": true}]}', 'open', now());
INSERT INTO pool (pool_id, study_id, checkpoint_id, run_id, epoch, dataset, generator_sha256, height, width, ready)
VALUES ('00000000-0000-0000-0000-000000000001', 'kept', 'run-e0001', 'run', 1, 'drawn-digits', 'ab', 28, 28, true);
INSERT INTO stimulus (stimulus_id, pool_id, generated, seed, source_index, png, shown)
VALUES ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', true, 7, 0, '\x01', 1),
  ('00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-000000000001', false, 0, 5, '\x02', 1);
INSERT INTO rater (rater_id, study_id, identity) VALUES ('00000000-0000-0000-0000-000000000004', 'kept', '\x0a');
INSERT INTO session (session_id, study_id, rater_id, arm, pool_id, state, platform, finished_at)
VALUES ('00000000-0000-0000-0000-000000000005', 'kept', '00000000-0000-0000-0000-000000000004', 'feedback',
  '00000000-0000-0000-0000-000000000001', 'finished', 'link', now());
INSERT INTO page (page_id, session_id, number, kind, feedback, submitted_at, generated_shown, fooled, real_shown, doubted)
VALUES ('00000000-0000-0000-0000-000000000006', '00000000-0000-0000-0000-000000000005', 1, 'main', true, now(),
  1, 0, 1, 1);
INSERT INTO trial (page_id, position, token, stimulus_id)
VALUES ('00000000-0000-0000-0000-000000000006', 0, 'a', '00000000-0000-0000-0000-000000000002'),
  ('00000000-0000-0000-0000-000000000006', 1, 'b', '00000000-0000-0000-0000-000000000003');
INSERT INTO judgement (page_id, position, judged_generated, millis)
VALUES ('00000000-0000-0000-0000-000000000006', 0, true, 900), ('00000000-0000-0000-0000-000000000006', 1, true, NULL);
INSERT INTO outbox (study_id, checkpoint_id, arm, kind, event) VALUES ('kept', 'run-e0001', 'feedback', 'rated', '\x0a');
INSERT INTO evaluation (evaluation_id, checkpoint_id, protocol, inception_score, completed_at)
VALUES ('score', 'run-e0001', '\x0a', 5.5, now());
INSERT INTO audit (role, action, study_id, outcome) VALUES ('admin', 'open', 'kept', 'done');
