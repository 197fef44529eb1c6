package org.improvedgan.gan.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.improvedgan.gan.Evaluation;
import org.improvedgan.gan.Execution;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Initialiser;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.random.CounterRandom;
import org.improvedgan.samediff.onnx.OnnxExport;
import org.improvedgan.samediff.onnx.OnnxInput;
import org.improvedgan.samediff.onnx.OnnxOutput;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;

/** Layers that depend on more than one example, in graphs exported for batches of any size. */
class ExportedLayersTest {
  private static final int LIVE = 3;
  private static final int REFERENCE = 4;
  private static final float[] Z = normal(1, LIVE * 5);

  private final Dense dense = Dense.withBias("dense", 5, 12, Initialiser.gaussian(1));
  private final Reshape maps = new Reshape(3, 2, 2);
  private final VirtualBatchNorm ofMaps = VirtualBatchNorm.ofMaps("maps", 3, REFERENCE);
  private final Reshape flat = new Reshape(12);
  private final VirtualBatchNorm ofUnits = VirtualBatchNorm.ofUnits("units", 12, REFERENCE);

  private static float[] normal(long key, int size) {
    float[] values = new float[size];
    CounterRandom.gaussian(key, 1, values, 0, size);
    return values;
  }

  private WithReference generator(Graph graph, WithReference z) {
    WithReference normalised = ofMaps.apply(graph, z.through(graph, dense).through(graph, maps));
    return ofUnits.apply(graph, normalised.through(graph, Activation.RELU).through(graph, flat));
  }

  /** First values of parameters, by name. */
  private static Map<String, float[]> start(List<Parameter> parameters) {
    Map<String, float[]> values = new HashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      float[] start = new float[parameters.get(i).size()];
      parameters.get(i).start().fill(start, 0, start.length, i);
      values.put(parameters.get(i).name(), start);
    }
    return values;
  }

  @Test
  void virtualBatchNormKeepsItsReferenceStatistics() throws OrtException {
    List<Parameter> parameters = new ArrayList<>(dense.parameters());
    parameters.addAll(ofMaps.parameters());
    parameters.addAll(ofUnits.parameters());
    Map<String, float[]> values = start(parameters);
    Graph quiet = Graph.quiet(LIVE);
    SDVariable together = generator(quiet,
        WithReference.of(quiet.input("z", LIVE, 5), quiet.input("reference", REFERENCE, 5))).live();
    Map<String, double[]> inputs = new HashMap<>();
    values.forEach((name, value) -> inputs.put(name, Evaluation.widen(value)));
    inputs.put("z", Evaluation.widen(Z));
    inputs.put("reference", Evaluation.widen(normal(2, REFERENCE * 5)));
    Map<String, SDVariable> wanted = new HashMap<>(quiet.recorded());
    wanted.put("output", together);
    Evaluation trained = Evaluation.of(Execution.ND4J, quiet, inputs, wanted, null, List.of());
    quiet.recorded().keySet().forEach(name -> values.put(name, narrow(trained.outputs().get(name))));

    Graph exported = Graph.exported(values::get);
    SDVariable z = exported.input("z", -1, 5);
    byte[] onnx = export(exported, z, generator(exported, WithReference.live(z)).live());
    float[] actual = run(onnx, Z, 5);
    double[] expected = trained.outputs().get("output");
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
    }
    for (int i = 0; i < LIVE; i++) {
      float[] alone = run(onnx, Arrays.copyOfRange(Z, i * 5, (i + 1) * 5), 5);
      assertThat(alone).containsExactly(Arrays.copyOfRange(actual, i * 12, (i + 1) * 12), within(1e-6f));
    }
  }

  /** The released scripts test with the features of whichever batch an image is in. */
  @Test
  void minibatchDiscriminationComparesWithTheBatchAskedFor() throws OrtException {
    var layer = new MinibatchDiscrimination("minibatch", 5, 4, 2);
    Map<String, float[]> values = start(layer.parameters());
    float[] weight = normal(7, 5 * 4 * 2);
    values.put("minibatch.weight", weight);
    Graph exported = Graph.exported(values::get);
    SDVariable x = exported.input("z", -1, 5);
    byte[] onnx = export(exported, x, layer.apply(exported, x));
    for (int rows = 1; rows <= LIVE; rows++) {
      float[] some = Arrays.copyOf(Z, rows * 5);
      Graph fixed = Graph.quiet(rows);
      SDVariable output = layer.apply(fixed, fixed.input("z", rows, 5));
      double[] expected = Evaluation.of(Execution.ND4J, fixed,
          Map.of("z", Evaluation.widen(some), "minibatch.weight", Evaluation.widen(weight),
              "minibatch.b", Evaluation.widen(values.get("minibatch.b"))),
          Map.of("output", output), null, List.of()).outputs().get("output");
      assertThat(run(onnx, some, 5)).containsExactly(narrow(expected), within(1e-5f));
    }
  }

  @Test
  void halvesNeedABatchOfKnownSize() {
    var layer = new HalvesMinibatchDiscrimination("minibatch", 5, 4, 2);
    Graph exported = Graph.exported(start(layer.parameters())::get);
    assertThatThrownBy(() -> layer.apply(exported, exported.input("z", -1, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("minibatch compares each example with a real and a generated half of the batch, so it needs a "
            + "fixed even number of examples, not any.");
  }

  private static byte[] export(Graph graph, SDVariable input, SDVariable output) {
    return OnnxExport.translate(
        graph.sd(), List.of(OnnxInput.of(input)), List.of(OnnxOutput.of("output", output.name())));
  }

  private static float[] run(byte[] onnx, float[] z, int width) throws OrtException {
    var environment = OrtEnvironment.getEnvironment();
    try (var session = environment.createSession(onnx);
        var input = OnnxTensor.createTensor(
            environment, FloatBuffer.wrap(z), new long[] {z.length / width, width});
        var result = session.run(Map.of("z", input))) {
      FloatBuffer output = ((OnnxTensor) result.get("output").orElseThrow()).getFloatBuffer();
      float[] values = new float[output.remaining()];
      output.get(values);
      return values;
    }
  }

  private static float[] narrow(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
