package org.improvedgan.samediff.onnx;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;

/** A node of an ONNX graph under construction: inputs and outputs are the names of values. */
final class OnnxNode {
  final String type;
  final List<String> inputs;
  final List<String> outputs;
  private final List<AttributeProto> attributes;

  OnnxNode(String type, List<String> inputs, List<String> outputs, List<AttributeProto> attributes) {
    this.type = type;
    this.inputs = new ArrayList<>(inputs);
    this.outputs = new ArrayList<>(outputs);
    this.attributes = new ArrayList<>(attributes);
  }

  boolean is(String wanted) {
    return type.equals(wanted);
  }

  String output() {
    return outputs.get(0);
  }

  long integer(String name, long otherwise) {
    return find(name).map(AttributeProto::getI).orElse(otherwise);
  }

  /** The attribute's integers, or {@code null} where there is no such attribute. */
  long[] ints(String name) {
    return find(name)
        .map(attribute -> attribute.getIntsList().stream().mapToLong(Long::longValue).toArray())
        .orElse(null);
  }

  boolean has(String attribute) {
    return find(attribute).isPresent();
  }

  /** Adds the attribute in the place of one of the same name. */
  void set(AttributeProto attribute) {
    attributes.removeIf(each -> each.getName().equals(attribute.getName()));
    attributes.add(attribute);
  }

  List<AttributeProto> attributes() {
    return List.copyOf(attributes);
  }

  /** The same for nodes that compute the same. */
  String meaning() {
    StringBuilder key = new StringBuilder(type).append(inputs);
    attributes.stream().sorted(Comparator.comparing(AttributeProto::getName)).forEach(key::append);
    return key.toString();
  }

  private Optional<AttributeProto> find(String name) {
    return attributes.stream().filter(each -> each.getName().equals(name)).findFirst();
  }

  NodeProto proto() {
    return NodeProto.newBuilder()
        .setOpType(type)
        .setName(outputs.get(0))
        .addAllInput(inputs)
        .addAllOutput(outputs)
        .addAllAttribute(attributes)
        .build();
  }
}
