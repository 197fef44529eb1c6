package org.improvedgan.humaneval.results;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lines of comma-separated values (RFC 4180). */
final class Csv {
  private static final String FORMULA = "=+-@\t\r";

  private Csv() {
  }

  /** One line with its end; null is an empty cell. */
  static String line(Collection<?> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  /** A text that a spreadsheet would take for a formula gets an apostrophe in front, which such programs hide. */
  private static String cell(Object value) {
    if (!(value instanceof String text)) {
      return value == null ? "" : value.toString();
    }
    var safe = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return safe.matches("[^\",\r\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
