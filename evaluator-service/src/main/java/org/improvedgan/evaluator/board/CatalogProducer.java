package org.improvedgan.evaluator.board;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.improvedgan.checkpoints.CheckpointCatalog;
import org.improvedgan.service.KafkaSettings;

/** The catalog of live checkpoints; not started, because its topic may not exist yet. */
final class CatalogProducer {

  @Produces
  @Singleton
  CheckpointCatalog catalog(KafkaSettings kafka) {
    return new CheckpointCatalog(kafka.common(), manifest -> { }, id -> { });
  }

  void close(@Disposes CheckpointCatalog catalog) {
    catalog.close();
  }
}
