package org.improvedgan.evaluator.page;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Comma-separated values (RFC 4180), one line below the names of the columns; null is an empty field. */
final class Csv {

  private Csv() {
  }

  /** @param lines as many fields each as the header */
  static String of(String header, Stream<List<Object>> lines) {
    return Stream.concat(Stream.of(header), lines.map(Csv::line)).collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  /** A list that may hold nulls. */
  static List<Object> fields(Object... fields) {
    return Arrays.asList(fields);
  }

  private static String line(List<Object> fields) {
    return fields.stream().map(Csv::field).collect(Collectors.joining(","));
  }

  private static String field(Object value) {
    String text = value == null ? "" : value.toString();
    return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
