package org.improvedgan.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A golden vector: explicit inputs and the values a correct implementation must give. */
record Golden(JsonNode json) {

  /** Reads NAME.json from the folder of {@code -Dgolden=DIR}, or else from the test resources. */
  static Golden read(String name) {
    return read(folder().resolve(name + ".json"));
  }

  /** All files whose name begins so, in the order of their names. */
  static List<Golden> all(String prefix) {
    try (var files = Files.list(folder())) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).sorted().map(Golden::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return json.get("name").asText();
  }

  String kind() {
    return json.get("kind").asText();
  }

  double[] vector(String group, String name) {
    return toVector(json.get(group).get(name).get("data"));
  }

  double[][] matrix(String group, String name) {
    var rows = json.get(group).get(name).get("data");
    var matrix = new double[rows.size()][];
    for (var r = 0; r < matrix.length; r++) {
      matrix[r] = toVector(rows.get(r));
    }
    return matrix;
  }

  double number(String group, String name) {
    return json.get(group).get(name).get("data").asDouble();
  }

  void checkAll(String what, double[] actual, double[] expected) {
    assertThat(actual).as(name() + " " + what).hasSameSizeAs(expected);
    for (var i = 0; i < expected.length; i++) {
      check(what + " " + i, actual[i], expected[i]);
    }
  }

  /** Holds the file's own tolerance: |actual − expected| ≤ abs + rel·|expected|. */
  void check(String what, double actual, double expected) {
    var tolerance = json.get("tolerance").get("float64");
    assertThat(actual).as(name() + " " + what)
        .isCloseTo(expected, within(tolerance.get("abs").asDouble() + tolerance.get("rel").asDouble()
            * Math.abs(expected)));
  }

  static double[] toVector(JsonNode values) {
    var vector = new double[values.size()];
    for (var i = 0; i < vector.length; i++) {
      vector[i] = values.get(i).asDouble();
    }
    return vector;
  }

  private static Golden read(Path file) {
    try {
      return new Golden(new ObjectMapper().readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    var chosen = System.getProperty("golden");
    try {
      return chosen != null ? Path.of(chosen) : Path.of(Golden.class.getResource("/golden").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
