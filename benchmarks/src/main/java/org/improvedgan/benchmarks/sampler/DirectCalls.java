package org.improvedgan.benchmarks.sampler;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.LatentSource;

/**
 * The limit of any server: ONNX Runtime called from Java on the same z again and again, its output left where it is.
 * Neither are latent vectors drawn nor are images copied, let alone sent.
 */
final class DirectCalls implements AutoCloseable {
  private static final int LATENT = 100;
  private static final int PIXELS = 28;
  private static final int TRIES = 3;

  /**
   * How it is called.
   *
   * @param workers threads that call
   * @param threads threads of one run
   * @param batch images of one run
   */
  record Way(int workers, int threads, int batch) {

    @Override
    public String toString() {
      return "batches of %d, %d at a time, on %d thread%s each".formatted(
          batch, workers, threads, threads == 1 ? "" : "s");
    }
  }

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final byte[] onnx;
  private final ExecutorService pool = Executors.newCachedThreadPool();

  DirectCalls(byte[] onnx) {
    this.onnx = onnx;
  }

  /** The fastest way to use all cores for so many images: the one that was fastest in the best of a few tries. */
  Way fastest(int images) {
    int cores = Runtime.getRuntime().availableProcessors();
    List<Way> ways = new ArrayList<>();
    for (int batch : new int[] {16, 32, 64, 256}) {
      ways.add(new Way(cores, 1, batch));
      if (cores > 1) {
        ways.add(new Way(1, cores, batch));
      }
    }
    Map<Way, Double> speeds = new HashMap<>();
    for (int i = 0; i < TRIES; i++) {
      ways.forEach(way -> speeds.merge(way, imagesPerSecond(way, images), Math::max));
    }
    return ways.stream().max(Comparator.comparing(speeds::get)).orElseThrow();
  }

  /** Makes so many images, after a tenth of them as warm-up. */
  double imagesPerSecond(Way way, int images) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(way.threads());
      options.setInterOpNumThreads(1);
      try (OrtSession session = environment.createSession(onnx, options)) {
        int runs = Math.max(1, images / way.workers() / way.batch());
        work(session, way, Math.max(1, runs / 10));
        long start = System.nanoTime();
        work(session, way, runs);
        return (double) runs * way.workers() * way.batch() / ((System.nanoTime() - start) / 1e9);
      }
    } catch (OrtException e) {
      throw new BenchmarkException("ONNX Runtime cannot run the generator: " + e.getMessage());
    }
  }

  private void work(OrtSession session, Way way, int runs) {
    List<Future<?>> workers = new ArrayList<>();
    for (int i = 0; i < way.workers(); i++) {
      workers.add(pool.submit(() -> {
        run(session, way.batch(), runs);
        return null;
      }));
    }
    try {
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new BenchmarkException("ONNX Runtime cannot run the generator: " + e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted.");
    }
  }

  private void run(OrtSession session, int batch, int runs) throws OrtException {
    ByteBuffer input = ByteBuffer.allocateDirect(batch * LATENT * Float.BYTES).order(ByteOrder.nativeOrder());
    float[] z = new float[LATENT];
    for (int i = 0; i < batch; i++) {
      LatentSource.fill(LatentKind.UNIFORM_0_1, 0, i, z);
      input.asFloatBuffer().put(i * LATENT, z);
    }
    ByteBuffer output = ByteBuffer.allocateDirect(batch * PIXELS * PIXELS).order(ByteOrder.nativeOrder());
    try (OnnxTensor in = OnnxTensor.createTensor(environment, input, new long[] {batch, LATENT}, OnnxJavaType.FLOAT);
        OnnxTensor out = OnnxTensor.createTensor(
            environment, output, new long[] {batch, PIXELS, PIXELS, 1}, OnnxJavaType.UINT8)) {
      for (int i = 0; i < runs; i++) {
        session.run(Map.of("z", in), Map.of("images", out)).close();
      }
    }
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
