package org.improvedgan.gan.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The operations of one run of a graph with the arrays that they read and wrote, so that they can be run again in that
 * order on the same arrays. All shapes being known, that is the whole run; it spares every allocation and SameDiff's
 * interpreter, which costs more than the arithmetic of a small network.
 */
final class Recording extends BaseListener implements AutoCloseable {
  private record Step(Object operation, OpContext arguments) {}

  private final List<Step> steps = new ArrayList<>();
  private final List<INDArray> arrays = new ArrayList<>();
  private final Map<String, INDArray> results = new HashMap<>();

  /** Gives every value an array of its own that stays: a replay reads what an earlier operation left there. */
  private final class Keeping extends AbstractMemoryMgr {
    @Override
    public INDArray allocate(boolean detached, DataType type, long... shape) {
      return keep(Nd4j.createUninitializedDetached(type, shape));
    }

    @Override
    public INDArray allocate(boolean detached, LongShapeDescriptor descriptor) {
      return keep(Nd4j.create(descriptor, false));
    }

    private INDArray keep(INDArray array) {
      arrays.add(array);
      return array;
    }

    @Override
    public void release(INDArray array) {
      // Kept until the recording is closed.
    }

    @Override
    public void close() {
      // The recording owns the arrays.
    }
  }

  /** The memory manager for the session of the run that is recorded. */
  AbstractMemoryMgr memory() {
    return new Keeping();
  }

  @Override
  public boolean isActive(Operation operation) {
    return true;
  }

  @Override
  public void preOpExecution(SameDiff graph, At at, SameDiffOp op, OpContext arguments) {
    OpContext copy = Nd4j.getExecutioner().buildContext();
    copy.setInputArrays(arguments.getInputArrays());
    copy.setOutputArrays(arguments.getOutputArrays());
    copy.setIArguments(longs(arguments.getIArguments()));
    copy.setTArguments(doubles(arguments.getTArguments()));
    copy.setBArguments(booleans(arguments.getBArguments()));
    copy.setDArguments(arguments.getDArguments().toArray(DataType[]::new));
    steps.add(new Step(op.getOp(), copy));
    for (int i = 0; i < op.getOutputsOfOp().size(); i++) {
      results.put(op.getOutputsOfOp().get(i), arguments.getOutputArray(i));
    }
  }

  /** The array that holds a variable's value after each run; null if no operation computes it. */
  INDArray result(String variable) {
    return results.get(variable);
  }

  /** Runs all operations again. */
  void replay() {
    for (Step step : steps) {
      if (step.operation() instanceof CustomOp custom) {
        Nd4j.exec(custom, step.arguments());
      } else {
        Nd4j.getExecutioner().exec((Op) step.operation(), step.arguments());
      }
    }
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static boolean[] booleans(List<Boolean> values) {
    boolean[] result = new boolean[values.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = values.get(i);
    }
    return result;
  }

  @Override
  public void close() {
    for (Step step : steps) {
      try {
        step.arguments().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    arrays.stream().filter(INDArray::closeable).forEach(INDArray::close);
  }
}
