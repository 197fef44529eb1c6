package org.improvedgan.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.improvedgan.gan.engine.CudaProvider;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Which graphics card each engine can use, proved by calculating on it, and why not the others. */
final class CudaChecks {

  private CudaChecks() {
  }

  static List<Finding> all(List<GraphicsCard> cards) {
    return List.of(
        check(CudaLibrary.ONNX_RUNTIME, CudaProvider.inBuild(), cards, CudaProvider::failure),
        check(CudaLibrary.ND4J, nd4jInBuild(), cards, CudaChecks::nd4jFailure));
  }

  /**
   * Judges an engine.
   *
   * @param inBuild whether this build holds its code for graphics cards
   * @param failure calculates on the card of an index: what went wrong, or nothing
   */
  static Finding check(CudaLibrary library, boolean inBuild, List<GraphicsCard> cards,
      IntFunction<Optional<String>> failure) {
    String name = library.name() + " on GPU";
    List<GraphicsCard> fitting = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (GraphicsCard card : cards) {
      Optional<String> reason = obstacle(library, card);
      reason.ifPresentOrElse(reasons::add, () -> fitting.add(card));
    }
    if (cards.isEmpty()) {
      return Finding.absent(name, "no card" + (inBuild ? "" : ", and not in this build"),
          "Nothing to do: it runs on the processor.");
    }
    if (fitting.isEmpty()) {
      return Finding.absent(name, String.join("; ", reasons), remedy(library));
    }
    if (!inBuild) {
      return Finding.absent(name, "not in this build; it holds machine code for " + names(fitting),
          "Build it in: GAN_PROFILES=" + library.profile() + " ./gan doctor.");
    }
    List<String> works = new ArrayList<>();
    for (GraphicsCard card : fitting) {
      failure.apply(card.index()).ifPresentOrElse(reasons::add,
          () -> works.add("calculates on " + card.index() + ": " + card.name()));
    }
    if (works.isEmpty()) {
      return Finding.broken(name, String.join("; ", reasons), remedy(String.join(" ", reasons)));
    }
    works.addAll(reasons);
    return Finding.ok(name, String.join("; ", works));
  }

  private static Optional<String> obstacle(CudaLibrary library, GraphicsCard card) {
    if (card.capability().isPresent() && !library.runsOn(card.capability().get())) {
      return Optional.of(card.name() + " has compute capability " + card.capability().get()
          + ", and the library holds machine code for " + library.codes() + " alone");
    }
    if (!library.runsWith(card.driver())) {
      return Optional.of(card.name() + " has driver " + card.driver() + ", and the library needs "
          + library.driver() + " or newer");
    }
    return Optional.empty();
  }

  private static String remedy(CudaLibrary library) {
    return library == CudaLibrary.ND4J
        ? "Train with --engine onnxruntime, which knows newer cards, or update the driver where that is the reason."
        : "Use a card of those, update the driver where that is the reason, or train with --device cpu.";
  }

  /** What to do about a message of the dynamic loader or of CUDA. */
  private static String remedy(String message) {
    if (message.contains("libcuda.so")) {
      return "Install NVIDIA's driver, and give a container access to it (e.g. --gpus all).";
    }
    if (message.contains(".so") || message.contains("cudnn")) {
      return "Install CUDA 12.8 or a newer 12 and cuDNN 9, or let the build bring them: "
          + "GAN_PROFILES=gpu,cuda-redist ./gan doctor.";
    }
    return "Look at nvidia-smi: the card may be taken, hidden by CUDA_VISIBLE_DEVICES, or of another driver than its "
        + "kernel module.";
  }

  private static List<String> names(List<GraphicsCard> cards) {
    return cards.stream().map(card -> card.index() + ": " + card.name()).toList();
  }

  private static boolean nd4jInBuild() {
    return CudaChecks.class.getResource("/org/nd4j/linalg/jcublas/JCublasBackend.class") != null;
  }

  private static Optional<String> nd4jFailure(int index) {
    try {
      if (!Nd4j.getBackend().getClass().getSimpleName().contains("Cublas")) {
        return Optional.of("ND4J finds no card that it can use");
      }
      Nd4j.getAffinityManager().unsafeSetDevice(index);
      INDArray ones = Nd4j.ones(DataType.FLOAT, 3, 3);
      float sum = ones.mmul(ones).sumNumber().floatValue();
      return sum == 27 ? Optional.empty() : Optional.of("card " + index + " calculates wrong in ND4J");
    } catch (RuntimeException | LinkageError e) {
      return Optional.of("ND4J cannot use card " + index + ": " + EngineChecks.rootMessage(e));
    }
  }
}
