package org.improvedgan.gan.engine;

import java.util.List;
import java.util.Optional;
import org.improvedgan.gan.random.CounterRandom;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A dense layer of 5 to 7 features for 6 examples, {@code y = relu(x·w + b)}, and the mean of its squares; the variable
 * {@code idle} has no part in it.
 */
final class SmallGraph {
  static final int ROWS = 6;
  static final int INPUTS = 5;
  static final int OUTPUTS = 7;

  private SmallGraph() {}

  static GraphSpec spec() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, ROWS, INPUTS);
    SDVariable w = graph.var("w", Nd4j.valueArrayOf(new long[] {INPUTS, OUTPUTS}, 0.5, DataType.FLOAT));
    SDVariable b = graph.var("b", Nd4j.zeros(DataType.FLOAT, OUTPUTS));
    graph.var("idle", Nd4j.ones(DataType.FLOAT, 2, 3));
    SDVariable y = graph.nn().relu("y", x.mmul(w).add(b), 0);
    y.mul(y).mean("loss");
    return new GraphSpec(graph, List.of("loss", "y"), Optional.of("loss"), List.of("w", "idle", "b"));
  }

  static float[] values(int size, long key) {
    float[] values = new float[size];
    CounterRandom.gaussian(key, 1, values, 0, size);
    return values;
  }

  /** Loss, values and gradients for the inputs that a key stands for. */
  static float[] run(CompiledGraph graph, long key) {
    graph.input("x", values(ROWS * INPUTS, key), 0);
    graph.input("w", values(INPUTS * OUTPUTS, key + 1), 0);
    graph.input("b", values(OUTPUTS, key + 2), 0);
    graph.run();
    float[] result = new float[1 + ROWS * OUTPUTS + INPUTS * OUTPUTS + OUTPUTS];
    graph.output("loss", result, 0);
    graph.output("y", result, 1);
    graph.gradient("w", result, 1 + ROWS * OUTPUTS);
    graph.gradient("b", result, 1 + ROWS * OUTPUTS + INPUTS * OUTPUTS);
    return result;
  }
}
