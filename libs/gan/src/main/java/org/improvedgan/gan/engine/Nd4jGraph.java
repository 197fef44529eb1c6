package org.improvedgan.gan.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One graph on ND4J. The first run goes through SameDiff's interpreter and is recorded, later ones replay it. Every
 * array is allocated once.
 */
final class Nd4jGraph implements CompiledGraph {
  private final GraphSpec spec;
  private final SameDiff graph;
  private final Map<String, INDArray> inputs = new HashMap<>();
  private final Map<String, INDArray> placeholders = new HashMap<>();
  private final Map<String, INDArray> outputs = new HashMap<>();
  private final Map<String, INDArray> gradients = new HashMap<>();
  private Recording recording;

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
    if (recording == null) {
      record();
    } else {
      recording.replay();
    }
  }

  private void record() {
    Recording first = new Recording();
    SameDiff executed = spec.loss().isPresent() ? graph.getFunction("grad") : graph;
    InferenceSession session = new InferenceSession(executed);
    session.setMmgr(first.memory());
    executed.getSessions().put(Thread.currentThread().getId(), session);
    graph.setListeners(first);
    if (spec.loss().isPresent()) {
      graph.calculateGradientsAndOutputs(placeholders, spec.outputs(), spec.gradients());
    } else {
      graph.output(placeholders, spec.outputs());
    }
    executed.getSessions().clear();
    for (String name : spec.outputs()) {
      outputs.put(name, computed(first, name));
    }
    for (String name : spec.gradients()) {
      gradients.put(name, computed(first, graph.getGradForVariable(name).name()));
    }
    recording = first;
  }

  private static INDArray computed(Recording recording, String name) {
    INDArray array = recording.result(name);
    if (array == null) {
      throw new IllegalArgumentException("Nothing in the graph computes " + name + ".");
    }
    return array;
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

  @Override
  public void close() {
    if (recording != null) {
      recording.close();
      recording = null;
    }
    inputs.values().stream().filter(INDArray::closeable).forEach(INDArray::close);
    inputs.clear();
    outputs.clear();
    gradients.clear();
  }
}
