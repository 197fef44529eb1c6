package org.improvedgan.gan.engine;

import org.improvedgan.gan.TrainingException;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * SameDiff executes itself, on the backend of ND4J that the build brought along. On the processor, at two threads and
 * more, it needs {@code OMP_WAIT_POLICY=passive} in the environment: else OpenMP's waiting threads take the cores from
 * those that work.
 */
public final class Nd4jEngine implements Engine {
  private final int threads;

  /** On the threads that ND4J has, which is one for each core unless somebody set another number. */
  public Nd4jEngine() {
    this(Runtime.getRuntime().availableProcessors());
  }

  private Nd4jEngine(int threads) {
    this.threads = threads;
  }

  static Nd4jEngine open(EngineOptions options) {
    requireBackend(options.device(), onGraphicsCard());
    if (options.device() == Device.CUDA) {
      int cards = Nd4j.getAffinityManager().getNumberOfDevices();
      if (options.deviceIndex() >= cards) {
        throw new TrainingException("There is no graphics card " + options.deviceIndex() + ": ND4J sees " + cards
            + ", counted from 0.");
      }
      Nd4j.getAffinityManager().unsafeSetDevice(options.deviceIndex());
    }
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(options.resolvedThreads());
    Nd4j.factory().blas().setMaxThreads(options.resolvedThreads());
    return new Nd4jEngine(options.resolvedThreads());
  }

  /** Refuses a device that ND4J's backend is not for; each build has one backend. */
  static void requireBackend(Device device, boolean onGraphicsCard) {
    if (device == Device.CUDA && !onGraphicsCard) {
      throw new TrainingException("ND4J runs on the processor in this build or on this machine: build with the Maven "
          + "profile nd4j-cuda for a card that it knows (`./gan doctor` says which), or take the engine onnxruntime.");
    }
    if (device == Device.CPU && onGraphicsCard) {
      throw new TrainingException("ND4J runs on the graphics card in this build: take the device cuda, or build "
          + "without the Maven profile nd4j-cuda.");
    }
  }

  private static boolean onGraphicsCard() {
    return Nd4j.getBackend().getClass().getSimpleName().contains("Cublas");
  }

  @Override
  public String name() {
    return EngineKind.ND4J.toString();
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public CompiledGraph compile(GraphSpec spec) {
    return new Nd4jGraph(spec);
  }
}
