package org.improvedgan.gan.engine;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.improvedgan.samediff.onnx.OnnxExport;
import org.improvedgan.samediff.onnx.OnnxInput;
import org.improvedgan.samediff.onnx.OnnxOutput;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A graph, and its gradients where it has a loss, as an ONNX model whose inputs are all placeholders and variables.
 *
 * @param onnx the model
 * @param start the values that variables have in the graph; placeholders are not among them
 * @param gradients for each variable differentiated by, the model's output that is its gradient
 * @param zeros the variables whose gradient is zero, with their sizes: the model knows nothing of them
 */
record GradientModel(
    byte[] onnx, Map<String, float[]> start, Map<String, String> gradients, Map<String, Integer> zeros) {

  static GradientModel of(GraphSpec spec) {
    GraphInputs declared = GraphInputs.of(spec);
    List<OnnxInput> inputs = declared.all().stream()
        .map(input -> OnnxInput.of(input.name(), DataType.FLOAT, GraphInputs.shape(input))).toList();
    List<OnnxOutput> outputs =
        new LinkedHashSet<>(spec.outputs()).stream().map(OnnxOutput::of).toList();
    Map<String, float[]> start = new LinkedHashMap<>();
    for (SDVariable input : declared.all()) {
      if (!input.isPlaceHolder()) {
        start.put(input.name(), input.getArr().dup('c').data().asFloat());
      }
    }
    Map<String, String> gradients = new LinkedHashMap<>();
    declared.withGradient().forEach(name -> gradients.put(name, OnnxExport.gradientName(name)));
    Map<String, Integer> zeros = new LinkedHashMap<>();
    declared.withoutGradient().forEach(name -> zeros.put(name, GraphInputs.size(spec.graph().getVariable(name))));
    byte[] onnx = gradients.isEmpty()
        ? OnnxExport.translate(spec.graph(), inputs, outputs)
        : OnnxExport.translateGradients(
            spec.graph(), spec.loss().orElseThrow(), declared.withGradient(), inputs, outputs);
    return new GradientModel(onnx, start, gradients, zeros);
  }
}
