package org.improvedgan.humaneval.storage;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/** The database as Jdbi sees it; each {@code inTransaction} takes one connection of the pool. */
@Singleton
final class Database {

  @Produces
  @Singleton
  Jdbi jdbi(AgroalDataSource pool) {
    var jdbi = Jdbi.create(pool);
    // Failures are logged, and the values of a statement may be about a rater.
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    return jdbi;
  }
}
