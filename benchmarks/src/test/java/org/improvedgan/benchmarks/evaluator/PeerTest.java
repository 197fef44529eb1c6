package org.improvedgan.benchmarks.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.Program;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.inference.InceptionModel;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.tensorflow.onnx.SmallInception;
import org.improvedgan.tensorflow.proto.GraphProtos.GraphDef;
import org.improvedgan.tensorflow.proto.GraphProtos.NodeDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The peer computes the same network: with the twin's weights it gives our features (tolerance 1e-3) and logits (1e-2).
 * Images are of 299x299, because the peer's resize has other positions. The twin's batch normalisation is that of a
 * new module in PyTorch.
 */
class PeerTest {
  private static final ImageShape SHAPE = new ImageShape(299, 299, 3);
  private static final String PYTHON = System.getenv().getOrDefault("PYTHON", "python3");

  @TempDir
  private Path folder;

  @Test
  void thePytorchNetworkGivesOurFeaturesAndLogits() throws IOException {
    assumeTrue(hasTorch(), PYTHON + " has no torch: `pip install torch`, or name one that has it in PYTHON.");
    byte[] graph = SmallInception.fullSize(1);
    writeWeights(graph);
    byte[] pixels = new byte[2 * SHAPE.size()];
    new Random(1).nextBytes(pixels);
    Files.write(folder.resolve("images.u8"), pixels);
    Files.write(folder.resolve("twin.pb"), graph);
    Path onnx = folder.resolve("twin.onnx");
    ClassifierManifest manifest = InceptionModel.convert(folder.resolve("twin.pb"), onnx, false, "none", "test");
    try (OnnxClassifier classifier = OnnxClassifier.load(manifest, Files.readAllBytes(onnx), 2)) {
      OnnxClassifier.Outputs outputs = classifier.run(new Images(SHAPE, 2, pixels));
      writeRows("features.f32", outputs.features());
      writeRows("logits.f32", outputs.logits());
    }

    assertThat(check()).isEqualTo("passed");
    assertThat(check("--fused", "--channels-last")).isEqualTo("passed");
  }

  private String check(String... more) {
    List<String> command = new ArrayList<>(
        List.of(PYTHON, Path.of("pytorch", "evaluator.py").toString(), "--check", folder.toString()));
    command.addAll(List.of(more));
    return new Program(command, Map.of()).lastLine();
  }

  /** All convolutions in the graph's order, then the last layer. */
  private void writeWeights(byte[] graph) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("weights.f32"))) {
      for (NodeDef node : GraphDef.parseFrom(graph).getNodeList()) {
        if (node.getName().endsWith("/conv2d_params") || node.getName().equals("softmax/weights")) {
          node.getAttrOrThrow("value").getTensor().getTensorContent().writeTo(out);
        }
      }
    }
  }

  private void writeRows(String name, float[][] rows) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(rows.length * rows[0].length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : rows) {
      for (float value : row) {
        bytes.putFloat(value);
      }
    }
    Files.write(folder.resolve(name), bytes.array());
  }

  private static boolean hasTorch() {
    try {
      new Program(List.of(PYTHON, "-c", "import torch"), Map.of()).lastLine();
      return true;
    } catch (BenchmarkException e) {
      return false;
    }
  }
}
