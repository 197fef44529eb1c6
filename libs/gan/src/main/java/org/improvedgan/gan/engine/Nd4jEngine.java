package org.improvedgan.gan.engine;

/**
 * SameDiff executes itself, on ND4J's CPU backend. At two threads and more it needs {@code OMP_WAIT_POLICY=passive} in
 * the environment: else OpenMP's waiting threads take the cores from those that work.
 */
public final class Nd4jEngine implements Engine {
  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public CompiledGraph compile(GraphSpec spec) {
    return new Nd4jGraph(spec);
  }
}
