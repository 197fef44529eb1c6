package org.improvedgan.events;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * CloudEvents 1.0 in the binary mode of its Kafka binding: the attributes are headers {@code ce_…} with UTF-8 text, the
 * record's value is the event's data.
 */
public final class CloudEvents {
  /** Media type of every value of this system. */
  public static final String PROTOBUF = "application/protobuf";

  private static final String PREFIX = "ce_";
  private static final String CONTENT_TYPE = "content-type";

  private CloudEvents() {
  }

  /** The headers of an event that happens now. */
  public static List<Header> headers(String type, String source, String id, String subject) {
    return headers(new CloudEvent(id, source, type, Optional.ofNullable(subject), Instant.now()));
  }

  /** The headers of {@code event}, whose data are Protobuf. */
  public static List<Header> headers(CloudEvent event) {
    List<Header> headers = new ArrayList<>();
    headers.add(header(PREFIX + "specversion", "1.0"));
    headers.add(header(PREFIX + "id", event.id()));
    headers.add(header(PREFIX + "source", event.source()));
    headers.add(header(PREFIX + "type", event.type()));
    event.subject().ifPresent(subject -> headers.add(header(PREFIX + "subject", subject)));
    headers.add(header(PREFIX + "time", event.time().truncatedTo(ChronoUnit.MILLIS).toString()));
    headers.add(header(CONTENT_TYPE, PROTOBUF));
    return headers;
  }

  /**
   * Reads the attributes of a record; empty when it is not a CloudEvent in binary mode, that is without one of the
   * required attributes {@code specversion} (1.0), {@code id}, {@code source} and {@code type}. Without a readable
   * {@code ce_time}, {@link CloudEvent#time} is the epoch.
   */
  public static Optional<CloudEvent> read(Headers headers) {
    Optional<String> id = text(headers, "id");
    Optional<String> source = text(headers, "source");
    Optional<String> type = text(headers, "type");
    boolean known = text(headers, "specversion").filter("1.0"::equals).isPresent();
    if (!known || id.isEmpty() || source.isEmpty() || type.isEmpty()) {
      return Optional.empty();
    }
    Instant time = text(headers, "time").map(CloudEvents::instant).orElse(Instant.EPOCH);
    return Optional.of(new CloudEvent(id.get(), source.get(), type.get(), text(headers, "subject"), time));
  }

  private static Instant instant(String rfc3339) {
    try {
      return OffsetDateTime.parse(rfc3339).toInstant();
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  private static Optional<String> text(Headers headers, String attribute) {
    Header header = headers.lastHeader(PREFIX + attribute);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
