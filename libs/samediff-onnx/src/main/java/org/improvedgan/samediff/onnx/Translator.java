package org.improvedgan.samediff.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;

/** Translates the part of a graph that its outputs need, one operation after the other. */
final class Translator {
  private final SameDiff graph;
  private final List<OnnxInput> inputs;
  private final List<OnnxOutput> outputs;
  private final OnnxGraph onnx = new OnnxGraph();
  private final Map<String, String> values = new HashMap<>();
  private final Set<String> reserved = new HashSet<>();
  private final Map<String, String> sameShapes = new LinkedHashMap<>();
  private final List<String> single = new ArrayList<>();

  Translator(SameDiff graph, List<OnnxInput> inputs, List<OnnxOutput> outputs) {
    this.graph = graph;
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
  }

  /** Makes it an error if a variable and the other that stands beside it differ in shape. */
  Translator sameShapes(Map<String, String> pairs) {
    sameShapes.putAll(pairs);
    return this;
  }

  /** Makes it an error if the variable has more than one element. */
  Translator single(String variable) {
    single.add(variable);
    return this;
  }

  GraphProto build() {
    outputs.forEach(output -> variable(output.variable(), "Output \"" + output.name() + "\""));
    reserveNames();
    List<SameDiffOp> order = sorted();
    Shapes shapes = shapes(order);
    single.forEach(variable -> checkSingle(shapes, variable));
    sameShapes.forEach((variable, gradient) -> check(shapes, variable, gradient));

    List<ValueInfoProto> inputDeclarations = new ArrayList<>();
    for (OnnxInput input : inputs) {
      inputDeclarations.add(OnnxGraph.declaration(
          input.name(), input.type(), input.shape().stream().mapToLong(Long::longValue).toArray()));
      values.put(input.name(), cast(input));
      onnx.shape(values.get(input.name()), shapes.of(graph.getVariable(input.name())));
    }
    order.forEach(op -> translate(op, shapes));
    List<ValueInfoProto> outputDeclarations = new ArrayList<>();
    for (OnnxOutput output : outputs) {
      SDVariable variable = graph.getVariable(output.variable());
      finish(output, variable);
      DataType type = output.type() == null ? variable.dataType() : output.type();
      outputDeclarations.add(OnnxGraph.declaration(output.name(), type, shapes.of(variable)));
    }
    if (shapes.fixed()) {
      onnx.simplify(outputs.stream().map(OnnxOutput::name).toList());
    }
    return onnx.build("samediff", inputDeclarations, outputDeclarations);
  }

  private void checkSingle(Shapes shapes, String variable) {
    long[] shape = shapes.of(graph.getVariable(variable));
    if (Axes.count(shape) != 1) {
      throw new OnnxExportException("The loss \"" + variable + "\" has the shape " + Arrays.toString(shape)
          + "; a gradient is that of one number, such as its sum or mean.");
    }
  }

  private void check(Shapes shapes, String variable, String gradient) {
    long[] expected = shapes.of(graph.getVariable(variable));
    long[] actual = shapes.of(graph.getVariable(gradient));
    if (!Arrays.equals(expected, actual)) {
      throw new OnnxExportException("SameDiff's gradient by \"" + variable + "\" has the shape "
          + Arrays.toString(actual) + " instead of " + Arrays.toString(expected)
          + ": one of its derivatives ignores broadcasting (that of minimum does); give its operands equal shapes.");
    }
  }

  private Shapes shapes(List<SameDiffOp> order) {
    if (inputs.stream().noneMatch(OnnxInput::dynamic)) {
      return new FixedShapes(graph, inputs, order);
    }
    Set<String> computed = new LinkedHashSet<>();
    for (SameDiffOp op : order) {
      if (Operations.isGradient(op)) {
        throw new OnnxExportException("Operation \"" + op.getOp().opName() + "\" that computes \""
            + op.getOutputsOfOp().get(0) + "\" is part of a gradient, which needs fixed shapes: declare every input "
            + "without -1.");
      }
      computed.addAll(op.getOutputsOfOp());
    }
    return new BatchShapes(graph, inputs, computed);
  }

  private void reserveNames() {
    for (OnnxInput input : inputs) {
      SDVariable variable = variable(input.name(), "Input \"" + input.name() + "\"");
      boolean parameter = variable.getVariableType() == VariableType.VARIABLE;
      if (!parameter && !variable.isPlaceHolder()) {
        throw new OnnxExportException(
            "Input \"" + input.name() + "\" is neither a placeholder nor a variable of the graph.");
      }
      long[] shape = parameter ? variable.getShape() : variable.placeholderShape();
      if (!input.fits(shape)) {
        throw new OnnxExportException("Input \"" + input.name() + "\" is declared as " + input.shape()
            + ", but its " + (parameter ? "variable" : "placeholder") + " as " + Arrays.toString(shape) + ".");
      }
      reserve(input.name());
    }
    outputs.forEach(output -> reserve(output.name()));
    graph.getVariables().keySet().forEach(onnx::reserve);
  }

  private void reserve(String name) {
    if (!reserved.add(name)) {
      throw new OnnxExportException("The name \"" + name + "\" stands twice among inputs and outputs.");
    }
    onnx.reserve(name);
  }

  /** The operations that the outputs depend on, each after those that it depends on. */
  private List<SameDiffOp> sorted() {
    List<SameDiffOp> order = new ArrayList<>();
    Set<String> done = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    // What only the loss needs is dropped again; its shape must be known.
    for (String variable : Stream.concat(outputs.stream().map(OnnxOutput::variable), single.stream()).toList()) {
      open.push(variable);
      while (!open.isEmpty()) {
        String producer = graph.getVariables().get(open.peek()).getOutputOfOp();
        if (producer == null || done.contains(producer)) {
          checkDeclared(open.pop());
          continue;
        }
        SameDiffOp op = graph.getOps().get(producer);
        Operations.of(op);
        List<String> missing = new ArrayList<>();
        for (String name : inputsOf(op)) {
          String before = graph.getVariables().get(name).getOutputOfOp();
          if (before != null && !done.contains(before)) {
            missing.add(name);
          } else {
            checkDeclared(name);
          }
        }
        if (missing.isEmpty()) {
          done.add(producer);
          order.add(op);
        } else {
          // The last one pushed is worked on first: keep the order in which the operation names them.
          for (int i = missing.size() - 1; i >= 0; i--) {
            open.push(missing.get(i));
          }
        }
      }
    }
    return order;
  }

  private void checkDeclared(String name) {
    if (graph.getVariable(name).isPlaceHolder() && inputs.stream().noneMatch(input -> input.name().equals(name))) {
      throw new OnnxExportException(
          "The outputs depend on placeholder \"" + name + "\", which is not among the inputs.");
    }
  }

  private static List<String> inputsOf(SameDiffOp op) {
    return op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
  }

  private void translate(SameDiffOp op, Shapes shapes) {
    List<String> names = op.getOutputsOfOp();
    if (names.stream().allMatch(name -> shapes.constant(graph.getVariable(name)) != null)) {
      names.forEach(name -> values.put(name, onnx.initialiser(
          reserved.contains(name) ? name + "/value" : name, shapes.constant(graph.getVariable(name)))));
      return;
    }
    List<String> operands = inputsOf(op).stream().map(this::value).toList();
    GraphOperation operation = new GraphOperation(graph, op, operands, shapes, values);
    int before = onnx.nodes().size();
    onnx.scope(names.get(0));
    List<String> results = Operations.of(op).apply(operation, onnx);
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), onnx.rename(results.get(i), preferred(names.get(i)), before));
      onnx.shape(values.get(names.get(i)), shapes.of(graph.getVariable(names.get(i))));
    }
  }

  /** A variable that is an output as it stands has the output's name from the start; none takes another's. */
  private String preferred(String variable) {
    for (OnnxOutput output : outputs) {
      if (output.variable().equals(variable) && output.type() == null) {
        return output.name();
      }
    }
    return reserved.contains(variable) ? variable + "/value" : variable;
  }

  /** The ONNX value of a variable; parameters are written into the model when first needed. */
  private String value(String name) {
    return values.computeIfAbsent(name, key -> {
      SDVariable variable = graph.getVariable(key);
      if (variable.getArr() == null) {
        throw new OnnxExportException("Variable \"" + key + "\" has no value yet.");
      }
      return onnx.initialiser(reserved.contains(key) ? key + "/value" : key, variable.getArr());
    });
  }

  private String cast(OnnxInput input) {
    DataType wanted = graph.getVariable(input.name()).dataType();
    if (wanted == input.type()) {
      return input.name();
    }
    onnx.scope(input.name());
    return onnx.node("Cast", List.of(input.name()), OnnxGraph.type(wanted));
  }

  private void finish(OnnxOutput output, SDVariable variable) {
    String value = value(output.variable());
    onnx.scope(output.name());
    if (output.type() == null) {
      if (!value.equals(output.name())) {
        onnx.nodeNamed(output.name(), "Identity", List.of(value));
      }
      return;
    }
    if (!variable.dataType().isFPType()) {
      throw new OnnxExportException("Output \"" + output.name() + "\" cannot be rounded: \"" + variable.name()
          + "\" is not a floating-point variable.");
    }
    boolean signed = output.type() == DataType.INT8;
    String rounded = onnx.node("Round", List.of(value));
    String limited = onnx.node("Clip", List.of(
        rounded,
        onnx.scalar(signed ? -128 : 0, variable.dataType()),
        onnx.scalar(signed ? 127 : 255, variable.dataType())));
    onnx.nodeNamed(output.name(), "Cast", List.of(limited), OnnxGraph.type(output.type()));
  }

  private SDVariable variable(String name, String whose) {
    if (!graph.hasVariable(name)) {
      throw new OnnxExportException(whose + " names \"" + name + "\", which the graph does not have.");
    }
    return graph.getVariable(name);
  }
}
