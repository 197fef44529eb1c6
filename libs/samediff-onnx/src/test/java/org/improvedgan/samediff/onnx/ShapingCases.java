package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OperationCases.input;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/** Shapes, slices and reductions. */
final class ShapingCases {
  private interface Reduction {
    SDVariable apply(SDVariable x, boolean keepDimensions, int... dimensions);
  }

  private ShapingCases() {}

  static void add(OperationCases cases) {
    reductions(cases);
    shapes(cases);
    slices(cases);
  }

  private static void reductions(OperationCases cases) {
    Map<String, Reduction> operations = new LinkedHashMap<>();
    operations.put("reduce_sum", SDVariable::sum);
    operations.put("reduce_mean", SDVariable::mean);
    operations.put("reduce_max", SDVariable::max);
    operations.put("reduce_min", SDVariable::min);
    operations.put("reduce_prod", SDVariable::prod);
    operations.put("reduce_norm1", SDVariable::norm1);
    operations.put("reduce_norm2", SDVariable::norm2);
    operations.put("reduce_normmax", SDVariable::normmax);
    operations.put("reduce_logsumexp", (x, keep, dimensions) -> x.getSameDiff().math().logSumExp(x, dimensions));
    operations.forEach((name, operation) -> cases.add(name, (graph, source) -> {
      SDVariable x = input(graph, "x", source.size(1, 4), source.size(1, 5));
      return List.of(
          operation.apply(x, false, 1), operation.apply(x, true, 2), operation.apply(x, false, 0, 2),
          operation.apply(x, false, -1), operation.apply(x, true, 0));
    }));
    cases.add("reductions over everything", (graph, source) -> {
      SDVariable x = input(graph, "x", source.size(1, 4), source.size(1, 5));
      return List.of(x.sum(), x.mean(), x.max());
    });
    cases.add("dimensions from a constant", (graph, source) -> {
      SDVariable x = input(graph, "x", source.size(1, 4), source.size(1, 5));
      SDVariable dimensions = graph.constant(Nd4j.createFromArray(0, 2));
      SDVariable from = graph.constant(Nd4j.createFromArray(0, 0, 0));
      return List.of(
          graph.mean(x, dimensions), graph.prod(x, dimensions, true), graph.math().logSumExp("e", x, 1, 2),
          graph.permute(x, graph.constant(Nd4j.createFromArray(0, 2, 1))),
          graph.tile(x, graph.constant(Nd4j.createFromArray(2, 1, 3))),
          graph.slice(x, from, graph.constant(Nd4j.createFromArray(-1, 1, -1))));
    });
    cases.add("argmax", (graph, source) -> {
      SDVariable x = input(graph, "x", source.size(1, 4), source.size(1, 5));
      return List.of(x.argmax(1), x.argmax("kept", true, 2), x.argmax(-1));
    });
  }

  private static void shapes(OperationCases cases) {
    cases.add("reshape", (graph, source) -> {
      int a = source.size(1, 4);
      int b = source.size(1, 4);
      SDVariable x = input(graph, "x", a, b);
      return List.of(
          graph.reshape(x, -1, a * b),
          graph.reshape(x, graph.constant(Nd4j.createFromArray(-1L, b, a))),
          graph.reshape(x, graph.constant(Nd4j.createFromArray(-1, b, a, 1))));
    });
    cases.add("permute", (graph, source) -> {
      SDVariable x = input(graph, "x", source.size(1, 4), source.size(1, 5));
      SDVariable parameter = graph.var("w", source.floats(2, source.size(1, 4), 3));
      return List.of(graph.permute(x, 0, 2, 1), graph.permute(x, 2, 0, 1), graph.permute(parameter, 1, 0, 2).add(1));
    });
    cases.one("transpose", (graph, source) -> graph.transpose(input(graph, "x", source.size(1, 6))));
    cases.add("concat", (graph, source) -> {
      int width = source.size(1, 4);
      SDVariable x = input(graph, "x", width);
      SDVariable y = input(graph, "y", width);
      return List.of(graph.concat(0, x, y), graph.concat(1, x, y, x), graph.concat(-1, x, y));
    });
    cases.add("stack", (graph, source) -> {
      int width = source.size(1, 4);
      SDVariable x = input(graph, "x", width);
      SDVariable y = input(graph, "y", width);
      return List.of(graph.stack(0, x, y), graph.stack(2, x, y));
    });
    cases.add("unstack", (graph, source) -> {
      int parts = source.size(2, 4);
      return List.of(graph.unstack(input(graph, "x", parts, source.size(1, 3)), 1, parts));
    });
    cases.add("split", (graph, source) -> {
      int parts = source.size(2, 3);
      return List.of(graph.split(input(graph, "x", parts * source.size(1, 3)), parts, 1));
    });
    cases.add("expand and squeeze", (graph, source) -> {
      SDVariable x = input(graph, "x", source.size(1, 4));
      SDVariable expanded = graph.expandDims(x, 1);
      return List.of(expanded, graph.expandDims(x, -1), graph.squeeze(expanded, 1));
    });
    cases.one("tile", (graph, source) ->
        graph.tile(input(graph, "x", source.size(1, 4)), source.size(1, 3), source.size(1, 3)));
    cases.one("shape", (graph, source) -> graph.shape(input(graph, "x", source.size(1, 4), 2)));
  }

  private static void slices(OperationCases cases) {
    cases.add("gather", (graph, source) -> {
      SDVariable x = input(graph, "x", source.size(3, 6));
      return List.of(
          graph.gather(x, new int[] {2, 0}, 1),
          graph.gather(x, graph.constant(Nd4j.createFromArray(0, 2, 1, 1)), 1));
    });
    cases.one("slice", (graph, source) -> {
      SDVariable x = graph.permute(input(graph, "x", 5, source.size(5, 7)), 1, 2, 0);
      return graph.slice(x, new int[] {1, source.size(0, 2), 0}, 2, 3, -1);
    });
    cases.add("strided slice", (graph, source) -> {
      SDVariable x = input(graph, "x", source.size(4, 7), 5);
      int step = source.size(1, 3);
      return List.of(
          x.get(SDIndex.all(), SDIndex.interval(1, 3), SDIndex.all()),
          x.get(SDIndex.all(), SDIndex.interval(0, step, 4), SDIndex.point(3)),
          x.get(SDIndex.all(), SDIndex.point(-1), SDIndex.interval(1, 4)),
          graph.stridedSlice("masked", x, new long[] {0, 2, 0}, new long[] {0, 0, 5}, new long[] {1, step, 2}, 1, 3, 0,
              0, 0));
    });
  }
}
