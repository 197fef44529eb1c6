package org.improvedgan.gan.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One graph in SameDiff's own interpreter. Inputs are written into arrays that are allocated once. */
final class Nd4jGraph implements CompiledGraph {
  private final GraphSpec spec;
  private final SameDiff graph;
  private final Map<String, INDArray> inputs = new HashMap<>();
  private final Map<String, INDArray> placeholders = new HashMap<>();
  private Map<String, INDArray> outputs = Map.of();
  private Map<String, INDArray> gradients = Map.of();

  Nd4jGraph(GraphSpec spec) {
    this.spec = spec;
    graph = spec.graph();
    for (SDVariable variable : List.copyOf(graph.variables())) {
      if (variable.isPlaceHolder()) {
        INDArray array = Nd4j.create(DataType.FLOAT, variable.placeholderShape());
        placeholders.put(variable.name(), array);
        inputs.put(variable.name(), array);
      } else if (graph.getVariables().get(variable.name()).getOutputOfOp() == null && !variable.isConstant()) {
        inputs.put(variable.name(), variable.getArr());
      }
    }
    spec.loss().ifPresent(loss -> {
      graph.setLossVariables(loss);
      Quietly.run(() -> graph.createGradFunction(spec.gradients().toArray(String[]::new)));
    });
  }

  @Override
  public void input(String name, float[] source, int offset) {
    INDArray array = find(inputs, name);
    check(name, source, offset, array);
    pointer(array).put(source, offset, (int) array.length());
  }

  @Override
  public void run() {
    release();
    if (spec.loss().isEmpty()) {
      outputs = graph.output(placeholders, spec.outputs());
      return;
    }
    var result = graph.calculateGradientsAndOutputs(placeholders, spec.outputs(), spec.gradients());
    outputs = result.getOutputs();
    gradients = result.getGradients();
  }

  @Override
  public int size(String output) {
    return (int) find(outputs, output).length();
  }

  @Override
  public void output(String name, float[] target, int offset) {
    copy(name, find(outputs, name), target, offset);
  }

  @Override
  public void gradient(String name, float[] target, int offset) {
    copy(name, find(gradients, name), target, offset);
  }

  private static void copy(String name, INDArray array, float[] target, int offset) {
    check(name, target, offset, array);
    boolean plain = array.ordering() == 'c' && !array.isView();
    INDArray rows = plain ? array : array.dup('c');
    pointer(rows).get(target, offset, (int) rows.length());
    if (!plain) {
      rows.close();
    }
  }

  private static FloatPointer pointer(INDArray array) {
    return (FloatPointer) array.data().pointer();
  }

  private static INDArray find(Map<String, INDArray> arrays, String name) {
    INDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("The graph has no " + name + "; it has " + arrays.keySet() + ".");
    }
    return array;
  }

  private static void check(String name, float[] values, int offset, INDArray array) {
    if (offset < 0 || values.length - offset < array.length()) {
      throw new IllegalArgumentException(name + " has " + array.length() + " values; there is room for "
          + (values.length - offset) + ".");
    }
  }

  /** Frees the last results now: waiting for the garbage collector lets native memory grow. */
  private void release() {
    outputs.values().forEach(Nd4jGraph::close);
    gradients.values().forEach(Nd4jGraph::close);
    outputs = Map.of();
    gradients = Map.of();
  }

  private static void close(INDArray array) {
    if (array.closeable()) {
      array.close();
    }
  }

  @Override
  public void close() {
    release();
    inputs.values().forEach(Nd4jGraph::close);
    inputs.clear();
  }
}
