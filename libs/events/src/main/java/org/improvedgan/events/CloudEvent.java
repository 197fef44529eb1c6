package org.improvedgan.events;

import java.time.Instant;
import java.util.Optional;

/**
 * The attributes of a CloudEvents 1.0 event.
 *
 * @param id unique together with {@code source}
 * @param source who sent it, a URI reference such as {@code /trainer-service}
 * @param type such as {@code org.improvedgan.checkpoint.published.v1}
 * @param subject what it is about, such as a checkpoint id
 * @param time when it happened
 */
public record CloudEvent(String id, String source, String type, Optional<String> subject, Instant time) {
}
