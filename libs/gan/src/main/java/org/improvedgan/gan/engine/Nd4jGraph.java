package org.improvedgan.gan.engine;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.improvedgan.samediff.onnx.MutedOutput;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One graph on ND4J. The first run goes through SameDiff's interpreter and is recorded, later ones replay it. Every
 * array is allocated once; the buffers lie on the arrays' own memory.
 */
final class Nd4jGraph implements CompiledGraph {
  /** An array in whatever order an operation left it, and in row-major order, which may be the same one. */
  private record Value(INDArray array, INDArray rows, FloatBuffer buffer) {
    static Value of(INDArray array) {
      boolean plain = array.ordering() == 'c' && !array.isView();
      INDArray rows = plain ? array : array.dup('c');
      toProcessor(rows);
      return new Value(array, rows, ((FloatPointer) rows.data().pointer()).asBuffer());
    }

    static Value zeros(long[] shape) {
      return of(Nd4j.create(DataType.FLOAT, shape));
    }

    FloatBuffer current() {
      if (rows != array) {
        rows.assign(array);
      }
      toProcessor(rows);
      return view();
    }

    /** Where ND4J runs on a graphics card, an array may lie there; on the processor this does nothing. */
    private static void toProcessor(INDArray array) {
      Nd4j.getAffinityManager().ensureLocation(array, AffinityManager.Location.HOST);
    }

    FloatBuffer view() {
      FloatBuffer view = buffer.duplicate();
      return view.clear().limit((int) rows.length());
    }
  }

  private final GraphSpec spec;
  private final SameDiff graph;
  private final GraphInputs declared;
  private final Map<String, Value> inputs = new HashMap<>();
  private final Map<String, INDArray> placeholders = new HashMap<>();
  private final Map<String, Value> outputs = new HashMap<>();
  private final Map<String, Value> gradients = new HashMap<>();
  private Recording recording;

  Nd4jGraph(GraphSpec spec) {
    this.spec = spec;
    graph = spec.graph();
    declared = GraphInputs.of(spec);
    for (SDVariable variable : declared.all()) {
      Value value;
      if (variable.isPlaceHolder()) {
        value = Value.zeros(variable.placeholderShape());
        placeholders.put(variable.name(), value.rows());
      } else {
        value = Value.of(variable.getArr());
        if (value.rows() != value.array()) {
          variable.setArray(value.rows());
        }
      }
      inputs.put(variable.name(), value);
    }
    for (String name : declared.withoutGradient()) {
      gradients.put(name, Value.zeros(GraphInputs.shape(graph.getVariable(name))));
    }
    if (differentiates()) {
      graph.setLossVariables(spec.loss().orElseThrow());
      MutedOutput.run(() -> graph.createGradFunction(declared.withGradient().toArray(String[]::new)));
    }
  }

  private boolean differentiates() {
    return !declared.withGradient().isEmpty();
  }

  @Override
  public FloatBuffer input(String name) {
    return find(inputs, name).view();
  }

  @Override
  public void run() {
    // Buffers are written without ND4J's knowledge: a copy on a graphics card would be out of date.
    inputs.values().forEach(
        value -> Nd4j.getAffinityManager().tagLocation(value.rows(), AffinityManager.Location.HOST));
    if (recording == null) {
      record();
    } else {
      recording.replay();
    }
  }

  private void record() {
    Recording first = new Recording();
    SameDiff executed = differentiates() ? graph.getFunction("grad") : graph;
    InferenceSession session = new InferenceSession(executed);
    session.setMmgr(first.memory());
    executed.getSessions().put(Thread.currentThread().getId(), session);
    graph.setListeners(first);
    if (differentiates()) {
      graph.calculateGradientsAndOutputs(placeholders, spec.outputs(), declared.withGradient());
    } else {
      graph.output(placeholders, spec.outputs());
    }
    executed.getSessions().clear();
    for (String name : spec.outputs()) {
      outputs.put(name, Value.of(computed(first, name)));
    }
    for (String name : declared.withGradient()) {
      gradients.put(name, Value.of(computed(first, graph.getGradForVariable(name).name())));
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
  public FloatBuffer output(String name) {
    return find(outputs, name).current();
  }

  @Override
  public FloatBuffer gradient(String name) {
    return find(gradients, name).current();
  }

  private static Value find(Map<String, Value> values, String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The graph has no " + name + "; it has " + values.keySet() + ".");
    }
    return value;
  }

  @Override
  public void close() {
    if (recording != null) {
      recording.close();
      recording = null;
    }
    for (Map<String, Value> values : List.of(inputs, outputs, gradients)) {
      values.values().stream().map(Value::rows).filter(INDArray::closeable)
          .filter(array -> !array.wasClosed()).forEach(INDArray::close);
      values.clear();
    }
    placeholders.clear();
  }
}
