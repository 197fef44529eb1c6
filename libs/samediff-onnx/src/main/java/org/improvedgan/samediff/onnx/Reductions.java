package org.improvedgan.samediff.onnx;

import static org.improvedgan.samediff.onnx.OnnxGraph.integer;
import static org.improvedgan.samediff.onnx.OnnxGraph.ints;

import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.AttributeProto;
import org.improvedgan.samediff.onnx.Operations.Registry;

/** Operations that collapse dimensions. */
final class Reductions {
  private Reductions() {}

  static void register(Registry table) {
    table.add("reduce_sum", "ReduceSum", Reductions::sum);
    reduction(table, "reduce_mean", "ReduceMean");
    reduction(table, "reduce_max", "ReduceMax");
    reduction(table, "reduce_min", "ReduceMin");
    reduction(table, "reduce_prod", "ReduceProd");
    reduction(table, "reduce_norm1", "ReduceL1");
    reduction(table, "reduce_norm2", "ReduceL2");
    table.add("reduce_normmax", "Abs, ReduceMax", (op, g) ->
        reduce(op, g, "ReduceMax", g.node("Abs", List.of(op.input(0)))));
    table.add("reduce_logsumexp", "ReduceLogSumExp", (op, g) -> {
      List<AttributeProto> attributes = new ArrayList<>();
      attributes.add(integer("keepdims", op.real(0, 0) != 0 ? 1 : 0));
      long[] axes = op.integersOrInput("dimensions");
      if (axes.length > 0) {
        attributes.add(ints("axes", axes));
      }
      return g.node("ReduceLogSumExp", List.of(op.input(0)), attributes.toArray(AttributeProto[]::new));
    });
    table.add("argmax", "ArgMax", (op, g) -> {
      long[] axes = op.integersOrInput("dimension");
      if (axes.length != 1) {
        throw op.unsupported("looks along " + axes.length + " dimensions instead of one");
      }
      return g.node("ArgMax", List.of(op.input(0)),
          integer("axis", axes[0]), integer("keepdims", op.flag(0, false) ? 1 : 0));
    });
  }

  private static void reduction(Registry table, String name, String onnx) {
    table.add(name, onnx, (op, g) -> reduce(op, g, onnx, op.input(0)));
  }

  private static String reduce(GraphOperation op, OnnxGraph g, String onnx, String value) {
    AttributeProto keep = integer("keepdims", op.keepsDimensions() ? 1 : 0);
    long[] axes = op.dimensions();
    return axes.length == 0
        ? g.node(onnx, List.of(value), keep)
        : g.node(onnx, List.of(value), ints("axes", axes), keep);
  }

  /** The sum alone takes its axes as an input in this version of ONNX. */
  private static String sum(GraphOperation op, OnnxGraph g) {
    long[] axes = op.dimensions();
    List<String> inputs = axes.length == 0 ? List.of(op.input(0)) : List.of(op.input(0), g.longs(axes));
    return g.node("ReduceSum", inputs, integer("keepdims", op.keepsDimensions() ? 1 : 0));
  }
}
