package org.improvedgan.cli.doctor;

import java.util.List;
import org.improvedgan.cli.doctor.GraphicsCard.Capability;

/**
 * A library with machine code for graphics cards. Code for a compute capability runs on cards of the same generation
 * with that capability or a later one, and on no others; neither library holds PTX, which a driver could translate.
 *
 * @param name how people call it
 * @param profile the Maven profile that builds it in
 * @param codes the compute capabilities that it holds machine code for
 * @param driver the oldest driver for Linux that its version of CUDA runs on
 */
record CudaLibrary(String name, String profile, List<Capability> codes, String driver) {

  /** ONNX Runtime 1.29.0 with CUDA 12, as the headers of its machine code tell. */
  static final CudaLibrary ONNX_RUNTIME = new CudaLibrary("ONNX Runtime", "gpu",
      capabilities("6.0", "7.0", "7.5", "8.0", "8.6", "8.9", "9.0", "12.0"), "525.60.13");

  /** ND4J 1.0.0-M2.1 with CUDA 11.6, as the headers of its machine code tell. */
  static final CudaLibrary ND4J = new CudaLibrary("ND4J", "nd4j-cuda",
      capabilities("3.7", "5.0", "5.2", "6.0", "6.1", "7.0", "7.5", "8.0", "8.6"), "450.80.02");

  private static List<Capability> capabilities(String... texts) {
    return List.of(texts).stream().map(text -> Capability.parse(text).orElseThrow()).toList();
  }

  /** Whether it holds code that runs on such a card. */
  boolean runsOn(Capability card) {
    return codes.stream().anyMatch(code -> code.major() == card.major() && code.minor() <= card.minor());
  }

  /** Whether a driver of this version is new enough; so is one whose version is not told. */
  boolean runsWith(String version) {
    return version.isEmpty() || compare(version, driver) >= 0;
  }

  private static int compare(String a, String b) {
    List<Integer> left = numbers(a);
    List<Integer> right = numbers(b);
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = Integer.compare(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static List<Integer> numbers(String version) {
    return List.of(version.split("\\.")).stream().filter(part -> part.matches("\\d{1,9}")).map(Integer::valueOf)
        .toList();
  }
}
