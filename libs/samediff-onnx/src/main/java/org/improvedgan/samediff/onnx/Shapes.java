package org.improvedgan.samediff.onnx;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is known of a graph's values before it runs: their shapes, and some of the values themselves. */
interface Shapes {
  /** The size of a dimension that is the batch. */
  long BATCH = -1;
  /** The size of a dimension that depends on the batch otherwise. */
  long DYNAMIC = -2;

  /** Sizes of a placeholder, variable, constant or computed value; negative for those that follow the batch. */
  long[] of(SDVariable variable);

  /** Whether no size follows the batch. */
  boolean fixed();

  /** The value of a constant, or of what is computed from shapes and constants alone; {@code null} for all else. */
  INDArray constant(SDVariable variable);
}
