package org.improvedgan.sampler.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts bytes sent, and calls that were turned away before they began, by reason. */
@Singleton
public class AccessMetrics {

  /** Why a call was turned away. */
  public enum Reason {
    /** It has no known token. */
    UNAUTHENTICATED,
    /** Its caller has too many calls. */
    CALLER_LIMIT,
    /** Its bytes are no request. */
    MALFORMED
  }

  private final Counter grpcBytes;
  private final Counter httpBytes;
  private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);

  AccessMetrics(MeterRegistry registry) {
    grpcBytes = bytes(registry, "grpc");
    httpBytes = bytes(registry, "http");
    for (Reason reason : Reason.values()) {
      refused.put(reason, Counter.builder("gan.sampler.refused")
          .description("Calls that were turned away before they began")
          .tag("reason", reason.name().toLowerCase(Locale.ROOT)).register(registry));
    }
  }

  private static Counter bytes(MeterRegistry registry, String door) {
    return Counter.builder("gan.sampler.bytes").description("Bytes sent to clients").baseUnit("bytes")
        .tag("door", door).register(registry);
  }

  void sentByGrpc(long bytes) {
    grpcBytes.increment(bytes);
  }

  void sentByHttp(long bytes) {
    httpBytes.increment(bytes);
  }

  void refused(Reason reason) {
    refused.get(reason).increment();
  }
}
