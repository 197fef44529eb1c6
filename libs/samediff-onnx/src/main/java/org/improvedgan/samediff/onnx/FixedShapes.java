package org.improvedgan.samediff.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The shape of every computed value of a graph whose inputs have fixed sizes. Nothing is computed: ND4J's shape
 * functions look at arrays of one element that stands in all places, which take no memory however large they look.
 * Integers that follow from shapes and constants (the operands of reshapes and permutations) are computed for good.
 */
final class FixedShapes implements Shapes {
  private static final long FEW = 1024;

  private final SameDiff graph;
  private final Map<String, long[]> shapes = new HashMap<>();
  private final Map<String, INDArray> known = new HashMap<>();

  FixedShapes(SameDiff graph, List<OnnxInput> inputs, List<SameDiffOp> order) {
    this.graph = graph;
    for (OnnxInput input : inputs) {
      shapes.put(input.name(), input.shape().stream().mapToLong(Long::longValue).toArray());
    }
    for (SameDiffOp op : order) {
      try {
        infer(op);
      } catch (OnnxExportException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new OnnxExportException("The shape of \"" + op.getOutputsOfOp().get(0) + "\", which operation \""
            + op.getOp().opName() + "\" computes, does not follow from the inputs' shapes: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public long[] of(SDVariable variable) {
    long[] shape = shapes.get(variable.name());
    return shape != null ? shape : array(variable).shape();
  }

  @Override
  public boolean fixed() {
    return true;
  }

  @Override
  public INDArray constant(SDVariable variable) {
    INDArray value = known.get(variable.name());
    return value == null && variable.isConstant() ? variable.getArr() : value;
  }

  private void infer(SameDiffOp op) {
    DifferentialFunction function = op.getOp();
    List<String> outputs = op.getOutputsOfOp();
    if (function.opName().equals("shape_of")) {
      keep(outputs.get(0), Nd4j.createFromArray(of(input(op, 0))).castTo(type(outputs.get(0))));
    } else if (function.opName().endsWith("_bp")) {
      // The gradients by the forward operation's inputs, which come first.
      for (int i = 0; i < outputs.size(); i++) {
        shapes.put(outputs.get(i), of(input(op, i)));
      }
    } else if (function instanceof BaseReduceOp reduction) {
      shapes.put(outputs.get(0), reduced(op, reduction.isKeepDims()));
    } else if (function instanceof DynamicCustomOp custom) {
      custom(op, custom);
    } else {
      shapes.put(outputs.get(0), of(input(op, 0)));
    }
  }

  private long[] reduced(SameDiffOp op, boolean keepDimensions) {
    long[] shape = of(input(op, 0)).clone();
    long[] dimensions = new GraphOperation(graph, op, op.getInputsToOp(), this, Map.of()).dimensions();
    boolean[] gone = Axes.marked(shape.length, dimensions);
    List<Long> left = new ArrayList<>();
    for (int i = 0; i < shape.length; i++) {
      if (!gone[i] || keepDimensions) {
        left.add(gone[i] ? 1 : shape[i]);
      }
    }
    return left.stream().mapToLong(Long::longValue).toArray();
  }

  // Closing a context is declared to throw InterruptedException, which it never does.
  @SuppressWarnings("try")
  private void custom(SameDiffOp op, DynamicCustomOp custom) {
    List<String> names = op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
    List<INDArray> hollow = new ArrayList<>();
    List<INDArray> operands = new ArrayList<>();
    boolean foldable = !names.isEmpty() && op.getOutputsOfOp().stream().allMatch(name -> type(name).isIntType());
    for (String name : names) {
      SDVariable variable = graph.getVariable(name);
      INDArray operand = constant(variable);
      foldable &= operand != null && operand.length() <= FEW;
      if (operand == null) {
        operand = hollow(variable.dataType(), of(variable));
        hollow.add(operand);
      }
      operands.add(operand);
    }
    try (OpContext context = Nd4j.getExecutioner().buildContext()) {
      context.setInputArrays(operands);
      arguments(context, custom);
      List<LongShapeDescriptor> result = custom.calculateOutputShape(context);
      for (int i = 0; i < op.getOutputsOfOp().size(); i++) {
        shapes.put(op.getOutputsOfOp().get(i), result.get(i).getShape());
      }
      if (foldable) {
        List<INDArray> results = op.getOutputsOfOp().stream()
            .map(name -> Nd4j.create(type(name), shapes.get(name)))
            .toList();
        context.setOutputArrays(results);
        Nd4j.getExecutioner().exec(custom, context);
        for (int i = 0; i < results.size(); i++) {
          keep(op.getOutputsOfOp().get(i), results.get(i));
        }
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      hollow.forEach(INDArray::close);
    }
  }

  /** An array of that shape whose elements are all the same one in memory. */
  private static INDArray hollow(DataType type, long[] shape) {
    DataBuffer one = Nd4j.createBuffer(type, 1, false);
    return Nd4j.create(one, shape, new long[shape.length], 0, 'c', type);
  }

  private static void arguments(OpContext context, CustomOp op) {
    if (op.iArgs() != null) {
      context.setIArguments(op.iArgs());
    }
    if (op.tArgs() != null) {
      context.setTArguments(op.tArgs());
    }
    if (op.bArgs() != null) {
      context.setBArguments(op.bArgs());
    }
    if (op.dArgs() != null) {
      context.setDArguments(op.dArgs());
    }
  }

  private void keep(String name, INDArray value) {
    known.put(name, value);
    shapes.put(name, value.shape());
  }

  private SDVariable input(SameDiffOp op, int index) {
    return graph.getVariable(op.getInputsToOp().get(index));
  }

  private DataType type(String name) {
    return graph.getVariable(name).dataType();
  }

  private static INDArray array(SDVariable variable) {
    INDArray array = variable.getArr();
    if (array == null) {
      throw new OnnxExportException("Variable \"" + variable.name() + "\" has no value yet.");
    }
    return array;
  }
}
