package org.improvedgan.gan.engine;

/**
 * A graph that can be run again and again, by one thread at a time. Arrays are flat, in row-major order; an input keeps
 * its value from one run to the next until it is set again. Names that the graph does not have, or ranges shorter than
 * the value, are refused with an {@link IllegalArgumentException}.
 */
public interface CompiledGraph extends AutoCloseable {
  /** Sets an input from {@code source[offset]} on, as many values as its shape has. */
  void input(String name, float[] source, int offset);

  /** Computes all outputs and gradients. */
  void run();

  /** Number of values of an output of the last run. */
  int size(String output);

  /** Copies an output of the last run to {@code target[offset]} and on. */
  void output(String name, float[] target, int offset);

  /** Copies the loss's gradient by a variable, of the last run, to {@code target[offset]} and on. */
  void gradient(String name, float[] target, int offset);

  /** A scalar output of the last run. */
  default double scalar(String name) {
    float[] value = new float[1];
    output(name, value, 0);
    return value[0];
  }

  @Override
  void close();
}
