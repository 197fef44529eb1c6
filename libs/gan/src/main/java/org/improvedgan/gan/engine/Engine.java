package org.improvedgan.gan.engine;

/** Executes graphs that SameDiff describes. All engines give the same values, within the rounding of floats. */
public interface Engine {
  /** How users choose it, e.g. {@code nd4j}. */
  String name();

  /** Number of threads that it computes on, and that loops outside of graphs should. */
  int threads();

  /** Makes a graph ready to run. The caller closes the result. */
  CompiledGraph compile(GraphSpec spec);
}
