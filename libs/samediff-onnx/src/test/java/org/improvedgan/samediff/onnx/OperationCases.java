package org.improvedgan.samediff.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Small random graphs that between them use every operation of the table. */
final class OperationCases {
  /** The name of the loss that gradients are taken of. */
  static final String LOSS = "loss";

  private final List<Case> cases = new ArrayList<>();

  private OperationCases() {}

  static List<Case> all() {
    OperationCases all = new OperationCases();
    ElementwiseCases.add(all);
    ShapingCases.add(all);
    NetworkCases.add(all);
    GradientCases.add(all);
    return all.cases;
  }

  /** Those with gradients. */
  static List<Case> differentiable() {
    return all().stream().filter(each -> !GradientCases.WITHOUT.containsKey(each.name())).toList();
  }

  /** A case: a name, and how to build a graph from a random source. */
  record Case(String name, BiFunction<SameDiff, Source, List<SDVariable>> recipe) {
    Built build(int seed) {
      SameDiff graph = SameDiff.create();
      Source source = new Source(new Random(31L * name.hashCode() + seed));
      return new Built(graph, recipe.apply(graph, source), source);
    }

    /** As {@link #build}, with a {@link #LOSS} that weights every element of the outputs at random. */
    Built buildLoss(int seed) {
      Built built = build(seed);
      SDVariable loss = null;
      for (SDVariable output : built.outputs()) {
        if (output.dataType().isFPType()) {
          SDVariable weighted = output.castTo(DataType.FLOAT).mul(built.weights(output, 1 + seed)).sum();
          loss = loss == null ? weighted : loss.add(weighted);
        }
      }
      loss.rename(LOSS);
      return built;
    }
  }

  /** A graph, the outputs to compare, and values for its placeholders. */
  record Built(SameDiff graph, List<SDVariable> outputs, Source source) {
    INDArray value(SDVariable placeholder, int batch) {
      long[] shape = placeholder.placeholderShape().clone();
      for (int i = 0; i < shape.length; i++) {
        shape[i] = shape[i] == -1 ? batch : shape[i];
      }
      return source.array(placeholder.name().startsWith("positive") ? 0.1 : -3, 3, placeholder.dataType(), shape);
    }

    /** Random constants of an output's shape. */
    private SDVariable weights(SDVariable output, int batch) {
      Map<String, INDArray> values = new HashMap<>();
      graph.placeHolders().forEach(placeholder -> values.put(placeholder.name(), value(placeholder, batch)));
      return graph.constant(source.array(-1, 1, DataType.FLOAT, graph.outputSingle(values, output.name()).shape()));
    }
  }

  /** Random sizes and arrays. */
  record Source(Random random) {
    int size(int low, int high) {
      return low + random.nextInt(high - low + 1);
    }

    double real(double low, double high) {
      return low + random.nextDouble() * (high - low);
    }

    INDArray array(double low, double high, DataType type, long... shape) {
      long count = 1;
      for (long size : shape) {
        count *= size;
      }
      double[] values = random.doubles(count, low, high).toArray();
      return Nd4j.createFromArray(values).reshape('c', shape).castTo(type);
    }

    INDArray floats(long... shape) {
      return array(-2, 2, DataType.FLOAT, shape);
    }
  }

  void add(String name, BiFunction<SameDiff, Source, List<SDVariable>> recipe) {
    cases.add(new Case(name, recipe));
  }

  /** A case with one output. */
  void one(String name, BiFunction<SameDiff, Source, SDVariable> recipe) {
    add(name, (graph, source) -> List.of(recipe.apply(graph, source)));
  }

  /** A placeholder with a dynamic first dimension and values in [-3, 3), or [0.1, 3) if its name begins so. */
  static SDVariable input(SameDiff graph, String name, long... rest) {
    long[] shape = new long[rest.length + 1];
    shape[0] = -1;
    System.arraycopy(rest, 0, shape, 1, rest.length);
    return graph.placeHolder(name, DataType.FLOAT, shape);
  }
}
