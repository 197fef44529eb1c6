package org.improvedgan.tensorflow;

import java.util.List;
import java.util.Optional;
import org.improvedgan.tensorflow.proto.GraphProtos.AttrValue;
import org.improvedgan.tensorflow.proto.GraphProtos.NodeDef;

/** One operation of a graph. Attributes that a file leaves out have TensorFlow's defaults, which the caller gives. */
public final class GraphNode {

  private final NodeDef definition;
  private final List<TensorRef> inputs;

  GraphNode(NodeDef definition) {
    this.definition = definition;
    inputs = definition.getInputList().stream().filter(input -> !input.startsWith("^")).map(TensorRef::parse).toList();
  }

  public String name() {
    return definition.getName();
  }

  /** The operation, e.g. {@code Conv2D}. */
  public String operation() {
    return definition.getOp();
  }

  /** The tensors it computes with; control inputs, which only say what runs before, are left out. */
  public List<TensorRef> inputs() {
    return inputs;
  }

  /** Its only output, or the first. */
  public TensorRef output() {
    return new TensorRef(name(), 0);
  }

  /** As messages call it: {@code the node "conv" (Conv2D)}. */
  public String described() {
    return "the node \"" + name() + "\" (" + operation() + ")";
  }

  /** An error that begins with this node. */
  public GraphException refuse(String why) {
    return new GraphException("T" + described().substring(1) + " " + why);
  }

  public boolean has(String attribute) {
    return definition.containsAttr(attribute);
  }

  /** A list of whole numbers, or a single one as a list; empty where the attribute is left out. */
  public long[] integers(String attribute) {
    AttrValue value = value(attribute);
    return value.hasI() ? new long[] {value.getI()}
        : value.getList().getIList().stream().mapToLong(Long::longValue).toArray();
  }

  public String text(String attribute, String byDefault) {
    return value(attribute).hasS() ? value(attribute).getS().toStringUtf8() : byDefault;
  }

  public boolean flag(String attribute, boolean byDefault) {
    return value(attribute).hasB() ? value(attribute).getB() : byDefault;
  }

  public float number(String attribute, float byDefault) {
    return value(attribute).hasF() ? value(attribute).getF() : byDefault;
  }

  /**
   * A type of elements; empty where the attribute is left out.
   *
   * @throws GraphException if it is none that can be translated
   */
  public Optional<ElementType> type(String attribute) {
    if (!has(attribute)) {
      return Optional.empty();
    }
    int number = value(attribute).getType();
    return Optional.of(ElementType.ofTensorFlow(number).orElseThrow(() -> refuse(
        "has elements of TensorFlow's type " + number + ", which cannot be translated.")));
  }

  /** The shape that the node states, -1 where a dimension is open; empty where it states none. */
  public Optional<long[]> shape(String attribute) {
    return value(attribute).hasShape() && !value(attribute).getShape().getUnknownRank()
        ? Optional.of(ConstantTensor.dimensions(value(attribute).getShape())) : Optional.empty();
  }

  /**
   * The tensor of a {@code Const}.
   *
   * @throws GraphException if it has none, or one that its shape does not fit
   */
  public ConstantTensor constant() {
    if (!value("value").hasTensor()) {
      throw refuse("has no value.");
    }
    return ConstantTensor.of(value("value").getTensor(), this);
  }

  private AttrValue value(String attribute) {
    return definition.getAttrOrDefault(attribute, AttrValue.getDefaultInstance());
  }

  @Override
  public String toString() {
    return described();
  }
}
