package org.improvedgan.trainer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import jakarta.inject.Singleton;
import java.io.File;

/** Metrics of the disk that this service lies on, which on one machine is that of Kafka and PostgreSQL, too. */
@Singleton
final class DiskSpace implements MeterBinder {

  @Override
  public void bindTo(MeterRegistry registry) {
    new DiskSpaceMetrics(new File("").getAbsoluteFile()).bindTo(registry);
  }
}
