package org.improvedgan.tensorflow;

/**
 * An output of a node, as TensorFlow writes it: {@code name:k}, or {@code name} for output 0.
 *
 * @param node  name of the node
 * @param index which of its outputs, from 0
 */
public record TensorRef(String node, int index) {

  /**
   * Reads {@code name} or {@code name:k}.
   *
   * @throws GraphException if what follows the colon is no number
   */
  public static TensorRef parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return new TensorRef(text, 0);
    }
    try {
      return new TensorRef(text.substring(0, colon), Integer.parseUnsignedInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new GraphException("\"" + text + "\" names no tensor: write NODE or NODE:OUTPUT.", e);
    }
  }

  @Override
  public String toString() {
    return node + ":" + index;
  }
}
