package org.improvedgan.humaneval.storage;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/** The database as Jdbi sees it; each {@code inTransaction} takes one connection of the pool. */
@Singleton
final class Database {

  @Produces
  @Singleton
  Jdbi jdbi(AgroalDataSource pool) {
    return Jdbi.create(pool);
  }
}
