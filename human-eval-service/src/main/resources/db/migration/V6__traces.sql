-- Traces, as W3C's traceparent; null where there is none.

-- In which the checkpoint was scored, which is that of its publication.
ALTER TABLE evaluation ADD COLUMN traceparent text;

-- In which the event was stored: the request in which somebody answered a page.
ALTER TABLE outbox ADD COLUMN traceparent text;
