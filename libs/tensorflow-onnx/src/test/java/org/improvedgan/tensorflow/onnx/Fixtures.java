package org.improvedgan.tensorflow.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Graphs with TensorFlow's own outputs: from the folder of {@code -Dfixtures=DIR}, or else from the test resources,
 * which have only what may be published (no images of data sets). Files are raw, row-major, little-endian.
 */
final class Fixtures {

  private Fixtures() {
  }

  static Path file(String name) {
    Path file = folder().resolve(name);
    assumeTrue(Files.exists(file), name + " is not in the test resources: name the fixtures' folder by -Dfixtures=DIR");
    return file;
  }

  static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float[] floats(String name) {
    byte[] bytes = bytes(name);
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static Path folder() {
    String chosen = System.getProperty("fixtures");
    try {
      return chosen != null ? Path.of(chosen) : Path.of(Fixtures.class.getResource("/fixtures").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
