package org.improvedgan.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table in Markdown, its columns padded so that it reads well in a terminal too. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... header) {
    rows.add(List.of(header));
  }

  /** @throws IllegalArgumentException if the row has not as many cells as the header */
  public void row(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException("A row has " + cells.length + " cells, the header " + rows.get(0).size());
    }
    rows.add(List.of(cells));
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths = IntStream.range(0, columns)
        .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0)).toArray();
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      lines.add(line(row, widths, " "));
      if (lines.size() == 1) {
        lines.add(line(IntStream.of(widths).mapToObj("-"::repeat).toList(), widths, " "));
      }
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String line(List<String> cells, int[] widths, String space) {
    return IntStream.range(0, widths.length)
        .mapToObj(i -> cells.get(i) + space.repeat(widths[i] - cells.get(i).length()))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
