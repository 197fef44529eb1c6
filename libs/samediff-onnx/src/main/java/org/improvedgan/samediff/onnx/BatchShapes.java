package org.improvedgan.samediff.onnx;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The shape of every computed value, negative where it follows the batch. SameDiff infers none for dynamic batches, so
 * the graph runs twice, on batches of 2 and of 3: what differs is dynamic.
 */
final class BatchShapes implements Shapes {
  private static final int SMALL = 2;
  private static final int LARGE = 3;

  private final Map<String, long[]> shapes = new HashMap<>();

  BatchShapes(SameDiff graph, List<OnnxInput> inputs, Collection<String> computed) {
    boolean dynamic = inputs.stream().anyMatch(OnnxInput::dynamic);
    Map<String, long[]> small = run(graph, inputs, computed, SMALL);
    Map<String, long[]> large = dynamic ? run(graph, inputs, computed, LARGE) : small;
    small.forEach((name, shape) -> shapes.put(name, difference(name, shape, large.get(name))));
    inputs.forEach(input -> shapes.put(input.name(), input.shape().stream().mapToLong(Long::longValue).toArray()));
  }

  private static Map<String, long[]> run(
      SameDiff graph, List<OnnxInput> inputs, Collection<String> computed, long batch) {
    Map<String, long[]> result = new HashMap<>();
    if (computed.isEmpty()) {
      return result;
    }
    Map<String, INDArray> values = new LinkedHashMap<>();
    for (OnnxInput input : inputs) {
      SDVariable variable = graph.getVariable(input.name());
      if (variable.isPlaceHolder()) {
        values.put(input.name(), Nd4j.ones(variable.dataType(), input.shapeFor(batch)));
      }
    }
    try {
      graph.output(values, List.copyOf(computed)).forEach((name, value) -> result.put(name, value.shape()));
    } catch (RuntimeException e) {
      throw new OnnxExportException(
          "The graph does not run on a batch of " + batch + " with the declared inputs: " + e.getMessage(), e);
    }
    return result;
  }

  private static long[] difference(String name, long[] small, long[] large) {
    if (small.length != large.length) {
      throw new OnnxExportException("The number of dimensions of \"" + name + "\" depends on the batch size.");
    }
    long[] shape = small.clone();
    for (int i = 0; i < shape.length; i++) {
      if (small[i] != large[i]) {
        shape[i] = small[i] == SMALL && large[i] == LARGE ? BATCH : DYNAMIC;
      }
    }
    return shape;
  }

  @Override
  public long[] of(SDVariable variable) {
    long[] shape = shapes.get(variable.name());
    return shape != null ? shape : variable.getArr().shape();
  }

  @Override
  public boolean fixed() {
    return false;
  }

  @Override
  public INDArray constant(SDVariable variable) {
    return variable.isConstant() ? variable.getArr() : null;
  }
}
