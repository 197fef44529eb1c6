package org.improvedgan.gan.engine;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.improvedgan.gan.TrainingException;

/**
 * The libraries of CUDA 12 and cuDNN 9 from the class path, where the build brought them along (Maven profile
 * {@code cuda-redist}): ONNX Runtime finds by name what is loaded already.
 */
final class CudaLibraries {
  private static final String FOLDER = "/org/bytedeco/cuda/linux-x86_64/";
  /** Each after those that it needs. */
  private static final List<String> NAMES = List.of("libcudart.so.12", "libnvrtc-builtins.so.12.9", "libnvrtc.so.12",
      "libcublasLt.so.12", "libcublas.so.12", "libcurand.so.10", "libcudnn.so.9", "libcudnn_graph.so.9",
      "libcudnn_engines_runtime_compiled.so.9", "libcudnn_ops.so.9", "libcudnn_cnn.so.9", "libcudnn_adv.so.9",
      "libcudnn_engines_precompiled.so.9", "libcudnn_heuristic.so.9");

  private static boolean loaded;

  private CudaLibraries() {}

  /** Whether the build has them. */
  static boolean inBuild() {
    return CudaLibraries.class.getResource(FOLDER + NAMES.get(0)) != null;
  }

  /**
   * Unpacks them into JavaCPP's cache (the first time 1.7 GB) and loads them, once in a process; does nothing in a
   * build without them.
   *
   * @throws TrainingException one sentence where that fails
   */
  static synchronized void load() {
    if (loaded || !inBuild()) {
      return;
    }
    try {
      // All are unpacked before the first is loaded: cuDNN looks for its parts beside itself.
      List<File> files = new ArrayList<>();
      for (String name : NAMES) {
        files.add(Loader.cacheResource(CudaLibraries.class, FOLDER + name));
      }
      files.forEach(file -> System.load(file.getAbsolutePath()));
      loaded = true;
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new TrainingException("The CUDA libraries of this build cannot be loaded; free 2 GB in "
          + System.getProperty("user.home") + "/.javacpp, or build without the Maven profile cuda-redist: "
          + e.getMessage(), e);
    }
  }
}
