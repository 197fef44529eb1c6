package org.improvedgan.gan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;

/** A golden vector: explicit inputs and the values that a correct implementation must give. */
public record Golden(JsonNode json) {
  /**
   * All vectors of these kinds, from the folder of {@code -Dgolden=DIR}, which may have none, or else from the test
   * resources, which must have some.
   */
  public static List<Golden> ofKind(String... kinds) {
    List<Golden> found = all().stream().filter(golden -> List.of(kinds).contains(golden.kind())).toList();
    if (found.isEmpty() && System.getProperty("golden") == null) {
      throw new IllegalStateException("The test resources have no vector of " + List.of(kinds) + ".");
    }
    return found;
  }

  /** All vectors. */
  static List<Golden> all() {
    try (var files = Files.list(folder())) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().map(Golden::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Golden read(Path file) {
    try {
      return new Golden(new ObjectMapper().readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    String chosen = System.getProperty("golden");
    try {
      return chosen != null ? Path.of(chosen) : Path.of(Golden.class.getResource("/golden").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public String kind() {
    return json.get("kind").asText();
  }

  /** What stands at a path of keys. */
  public JsonNode at(String... path) {
    JsonNode node = json;
    for (String key : path) {
      node = node.get(key);
    }
    return node;
  }

  public boolean has(String... path) {
    JsonNode node = json;
    for (String key : path) {
      node = node == null ? null : node.get(key);
    }
    return node != null;
  }

  public double number(String... path) {
    JsonNode node = at(path);
    return node.isNumber() ? node.asDouble() : node.get("data").asDouble();
  }

  public String text(String... path) {
    return at(path).asText();
  }

  public int[] shape(String... path) {
    return integers(at(path).get("shape"));
  }

  /** The shape as graphs take it. */
  public long[] longShape(String... path) {
    return IntStream.of(shape(path)).asLongStream().toArray();
  }

  /** Values in row-major order. */
  public double[] array(String... path) {
    List<Double> values = new ArrayList<>();
    flatten(at(path).get("data"), values);
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  public float[] floats(String... path) {
    double[] values = array(path);
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }

  /** Holds an output to the file's own tolerance: |actual - expected| ≤ abs + rel · |expected|. */
  public void checkOutput(Execution execution, double[] actual, String... path) {
    checkOutput(execution.type(), actual, path);
  }

  /** Holds a gradient to the file's own tolerance. */
  public void checkGradient(Execution execution, double[] actual, String... path) {
    checkGradient(execution.type(), actual, path);
  }

  /** Holds an output that was computed in this type to the file's own tolerance. */
  public void checkOutput(DataType type, double[] actual, String... path) {
    check(type, "abs_outputs", actual, path);
  }

  /** Holds a gradient that was computed in this type to the file's own tolerance. */
  public void checkGradient(DataType type, double[] actual, String... path) {
    check(type, "abs_gradients", actual, path);
  }

  private void check(DataType type, String floatKey, double[] actual, String... path) {
    boolean wide = type == DataType.DOUBLE;
    JsonNode tolerance = at("tolerance", wide ? "float64" : "float32");
    double abs = tolerance.get(wide ? "abs" : floatKey).asDouble();
    double rel = tolerance.get("rel").asDouble();
    double[] expected = array(path);
    assertThat(actual).as(this + " " + String.join(".", path)).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("%s %s[%d]: %s instead of %s", this, String.join(".", path), i, actual[i], expected[i])
          .isLessThanOrEqualTo(abs + rel * Math.abs(expected[i]));
    }
  }

  private static void flatten(JsonNode node, List<Double> values) {
    if (node.isArray()) {
      node.forEach(child -> flatten(child, values));
    } else {
      values.add(node.asDouble());
    }
  }

  /** A list of whole numbers. */
  public static int[] integers(JsonNode node) {
    int[] result = new int[node.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = node.get(i).asInt();
    }
    return result;
  }

  @Override
  public String toString() {
    return text("name");
  }
}
