package org.improvedgan.samediff.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/** One operation of a SameDiff graph as translations see it: its arguments, and its inputs as ONNX values. */
record GraphOperation(
    SameDiff graph, SameDiffOp source, List<String> inputs, Shapes shapes, Map<String, String> values) {
  String name() {
    return source.getOp().opName();
  }

  /** The ONNX value of an input. */
  String input(int index) {
    return inputs.get(index);
  }

  boolean has(int index) {
    return source.getInputsToOp() != null && index < source.getInputsToOp().size();
  }

  int outputCount() {
    return source.getOutputsOfOp().size();
  }

  DataType type(int input) {
    return variable(input).dataType();
  }

  DataType outputType() {
    return graph.getVariable(source.getOutputsOfOp().get(0)).dataType();
  }

  long[] shape(int input) {
    return shapes.of(variable(input));
  }

  long[] outputShape(int output) {
    return shapes.of(graph.getVariable(source.getOutputsOfOp().get(output)));
  }

  /** Whether every size is known, so that shapes can be written into the model. */
  boolean fixed() {
    return shapes.fixed();
  }

  int rank(int input) {
    return shape(input).length;
  }

  /** The integer argument, or the default where the operation has fewer. */
  long integer(int index, long otherwise) {
    long[] all = integers();
    return index < all.length ? all[index] : otherwise;
  }

  long[] integers() {
    return source.getOp() instanceof CustomOp op && op.iArgs() != null ? op.iArgs() : new long[0];
  }

  /** The floating-point argument, or the default where the operation has fewer. */
  double real(int index, double otherwise) {
    if (source.getOp() instanceof CustomOp op) {
      return op.tArgs() != null && index < op.tArgs().length ? op.tArgs()[index] : otherwise;
    }
    Object[] extra = source.getOp() instanceof BaseOp op ? op.extraArgs() : null;
    return extra != null && index < extra.length ? ((Number) extra[index]).doubleValue() : otherwise;
  }

  /** The flag, or the default where the operation has fewer. */
  boolean flag(int index, boolean otherwise) {
    return source.getOp() instanceof CustomOp op && op.bArgs() != null && index < op.bArgs().length
        ? op.bArgs()[index]
        : otherwise;
  }

  /** The number that a scalar operation carries. */
  double scalar() {
    return ((ScalarOp) source.getOp()).scalar().getDouble(0);
  }

  boolean keepsDimensions() {
    return ((BaseReduceOp) source.getOp()).isKeepDims();
  }

  /** The integer arguments, or the second input in their place, which must be a constant then. */
  long[] integersOrInput(String what) {
    return has(1) ? constant(1, what) : integers();
  }

  /** The dimensions of a reduction; empty for all. */
  long[] dimensions() {
    if (has(1)) {
      return constant(1, "dimensions");
    }
    DifferentialFunction op = source.getOp();
    int[] dimensions = op instanceof BaseOp base && base.dimensions() != null ? base.dimensions().toIntVector() : null;
    if (dimensions == null || dimensions.length == 0 || dimensions[0] == Integer.MAX_VALUE) {
      return new long[0];
    }
    return Arrays.stream(dimensions).asLongStream().toArray();
  }

  /** The dimensions that a reduction's gradient is for: integer arguments, or the third input. */
  long[] dimensionArguments() {
    return has(2) ? constant(2, "dimensions") : integers();
  }

  /** The values of a constant integer input. */
  long[] constant(int input, String what) {
    SDVariable variable = variable(input);
    INDArray array = shapes.constant(variable);
    if (array == null) {
      throw unsupported("takes its " + what + " from a computed value; make them a constant");
    }
    return array.castTo(DataType.INT64).reshape(array.length()).toLongVector();
  }

  /** 0, 1, …, rank - 1 with the last two exchanged. */
  long[] lastTwoExchanged(int input) {
    int rank = rank(input);
    long[] order = LongStream.range(0, rank).toArray();
    order[rank - 2] = rank - 1;
    order[rank - 1] = rank - 2;
    return order;
  }

  OnnxExportException unsupported(String why) {
    return new OnnxExportException("Operation \"" + name() + "\" that computes \"" + source.getOutputsOfOp().get(0)
        + "\" has no translation to ONNX here: it " + why + ".");
  }

  /**
   * The ONNX value that another operation computes from this one's first input, if it has been translated already: the
   * forward twin of a gradient operation, whose output can stand for its input.
   */
  Optional<String> twin(String name, double scalar) {
    return graph.getVariables().get(variable(0).name()).getInputsForOp().stream()
        .map(graph.getOps()::get)
        .filter(op -> op.getOp().opName().equals(name) && op.getInputsToOp().get(0).equals(variable(0).name()))
        .filter(op -> !(op.getOp() instanceof ScalarOp it) || it.scalar().getFloat(0) == (float) scalar)
        .map(op -> values.get(op.getOutputsOfOp().get(0)))
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** The other operations that have the same two inputs in the same places, such as the one this is the gradient of. */
  Stream<GraphOperation> siblingWith(int first, int second) {
    List<String> mine = source.getInputsToOp();
    return graph.getVariables().get(mine.get(first)).getInputsForOp().stream()
        .map(graph.getOps()::get)
        .filter(op -> op != source && op.getInputsToOp().size() > second)
        .filter(op -> op.getInputsToOp().get(first).equals(mine.get(first))
            && op.getInputsToOp().get(second).equals(mine.get(second)))
        .map(op -> new GraphOperation(graph, op, List.of(), shapes, values));
  }

  private SDVariable variable(int input) {
    return graph.getVariable(source.getInputsToOp().get(input));
  }
}
