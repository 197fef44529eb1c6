package org.improvedgan.gan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.layers.Activation;
import org.improvedgan.gan.layers.MinibatchDiscrimination;
import org.improvedgan.gan.layers.ScaledDense;
import org.improvedgan.gan.random.CounterRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

class Nd4jEngineTest {
  private static final int ROWS = 6;
  private static final int INPUTS = 5;
  private static final int OUTPUTS = 7;

  private final ScaledDense dense = new ScaledDense("dense", INPUTS, OUTPUTS, true);
  private final MinibatchDiscrimination minibatch = new MinibatchDiscrimination("minibatch", OUTPUTS, 3, 2);

  private CompiledGraph compile() {
    Graph graph = Graph.selfContained(DataType.FLOAT, ROWS, 1);
    SDVariable x = graph.input("x", ROWS, INPUTS);
    SDVariable y = minibatch.apply(graph, Activation.RELU.apply(graph, dense.apply(graph, x)));
    SDVariable loss = y.mul(y).mean("loss");
    return new Nd4jEngine().compile(new GraphSpec(
        graph.sd(), List.of("loss", y.name()), Optional.of(loss.name()), List.of("dense.theta", "minibatch.theta")));
  }

  private static float[] values(int size, long key) {
    float[] values = new float[size];
    CounterRandom.gaussian(key, 1, values, 0, size);
    return values;
  }

  /** Loss and gradients for the inputs that a key stands for. */
  private static float[] run(CompiledGraph graph, long key) {
    graph.input("x", values(ROWS * INPUTS, key), 0);
    graph.input("dense.theta", values(INPUTS * OUTPUTS, key + 1), 0);
    graph.input("dense.weight_scale", values(OUTPUTS, key + 2), 0);
    graph.input("dense.b", values(OUTPUTS, key + 3), 0);
    graph.input("minibatch.theta", values(OUTPUTS * 6, key + 4), 0);
    graph.input("minibatch.log_weight_scale", values(6, key + 5), 0);
    graph.input("minibatch.b", values(3, key + 6), 0);
    graph.run();
    float[] result = new float[1 + INPUTS * OUTPUTS + OUTPUTS * 6];
    graph.output("loss", result, 0);
    graph.gradient("dense.theta", result, 1);
    graph.gradient("minibatch.theta", result, 1 + INPUTS * OUTPUTS);
    return result;
  }

  /** The first run is interpreted, the later ones replay it: on any inputs they must give the same. */
  @Test
  void laterRunsGiveWhatAFirstRunGives() {
    try (CompiledGraph graph = compile()) {
      float[] first = run(graph, 100);
      for (long key : new long[] {200, 300, 100}) {
        float[] later = run(graph, key);
        try (CompiledGraph fresh = compile()) {
          assertThat(later).isEqualTo(run(fresh, key));
        }
      }
      assertThat(run(graph, 100)).isEqualTo(first);
      assertThat(run(graph, 200)).isNotEqualTo(first);
    }
  }

  @Test
  void refusesNamesAndRangesThatDoNotFit() {
    try (CompiledGraph graph = compile()) {
      assertThatThrownBy(() -> graph.input("y", new float[1], 0))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("The graph has no y");
      assertThatThrownBy(() -> graph.input("x", new float[ROWS * INPUTS], 1))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("x has 30 values");
    }
  }

  @Test
  void keepsSameDiffsChatOffStandardOutput() {
    PrintStream before = System.out;
    var heard = new ByteArrayOutputStream();
    System.setOut(new PrintStream(heard, true, StandardCharsets.UTF_8));
    try (CompiledGraph graph = compile()) {
      run(graph, 1);
    } finally {
      System.setOut(before);
    }
    assertThat(heard.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
