package org.improvedgan.gan.engine;

import java.nio.FloatBuffer;

/**
 * A graph that can be run again and again, by one thread at a time. Values lie flat, in row-major order, in direct
 * buffers of the machine's byte order that the graph owns; each call gives a view of its own, from position 0 to the
 * number of values. Names that the graph does not have, and arrays shorter than a value, are refused with an
 * {@link IllegalArgumentException}.
 */
public interface CompiledGraph extends AutoCloseable {
  /** An input's memory: what is written there the next run reads, and it stays from one run to the next. */
  FloatBuffer input(String name);

  /** Computes all outputs and gradients. */
  void run();

  /** An output of the last run; the next one overwrites it. */
  FloatBuffer output(String name);

  /**
   * The loss's gradient by a variable, of the last run and in the variable's shape; the next run overwrites it. It is
   * all zeros for a variable that the loss does not depend on.
   */
  FloatBuffer gradient(String name);

  /** Sets an input from {@code source[offset]} on, as many values as its shape has. */
  default void input(String name, float[] source, int offset) {
    FloatBuffer buffer = input(name);
    checkRoom(name, source, offset, buffer);
    buffer.put(source, offset, buffer.remaining());
  }

  /** Number of values of an output of the last run. */
  default int size(String output) {
    return output(output).remaining();
  }

  /** Copies an output of the last run to {@code target[offset]} and on. */
  default void output(String name, float[] target, int offset) {
    FloatBuffer buffer = output(name);
    checkRoom(name, target, offset, buffer);
    buffer.get(target, offset, buffer.remaining());
  }

  /** Copies the loss's gradient by a variable, of the last run, to {@code target[offset]} and on. */
  default void gradient(String name, float[] target, int offset) {
    FloatBuffer buffer = gradient(name);
    checkRoom(name, target, offset, buffer);
    buffer.get(target, offset, buffer.remaining());
  }

  /** A scalar output of the last run. */
  default double scalar(String name) {
    return output(name).get(0);
  }

  /** Frees the graph's memory: none of its buffers may be used from then on. */
  @Override
  void close();

  private static void checkRoom(String name, float[] array, int offset, FloatBuffer buffer) {
    if (offset < 0 || array.length - offset < buffer.remaining()) {
      throw new IllegalArgumentException(name + " has " + buffer.remaining() + " values; there is room for "
          + (array.length - offset) + ".");
    }
  }
}
