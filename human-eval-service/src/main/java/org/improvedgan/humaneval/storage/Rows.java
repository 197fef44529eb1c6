package org.improvedgan.humaneval.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Values of rows as the rest of the service has them. */
public final class Rows {

  private Rows() {
  }

  /** A column {@code timestamptz}; null where the row has none. */
  public static Instant instant(ResultSet row, String column) throws SQLException {
    var time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }
}
