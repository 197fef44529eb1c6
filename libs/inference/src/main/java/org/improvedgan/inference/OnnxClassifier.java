package org.improvedgan.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.util.List;
import org.improvedgan.images.Images;

/**
 * An image classifier in ONNX Runtime on the CPU. Always runs whole batches, so that an image's logits do not depend
 * on how the images are shared out among calls of the same order. May be used by several threads at once.
 */
public final class OnnxClassifier implements AutoCloseable {

  /** Images of one run: enough to use the matrix kernels well, few enough for the processor's cache. */
  static final int BATCH = 64;

  private static final int LOGITS = 0;
  private static final int FEATURES = 1;

  private final ClassifierManifest manifest;
  private final OrtSession session;
  private final FixedBatchSession batches;

  private OnnxClassifier(ClassifierManifest manifest, OrtSession session, FixedBatchSession batches) {
    this.manifest = manifest;
    this.session = session;
    this.batches = batches;
  }

  /**
   * Loads and checks a classifier.
   *
   * @param onnx the whole ONNX file; its SHA-256 must be the manifest's
   * @param threads threads for one run, at least 1
   * @throws ModelException if the model is another than the manifest's, or takes or gives something else
   */
  public static OnnxClassifier load(ClassifierManifest manifest, byte[] onnx, int threads) {
    String what = "The classifier " + manifest.name();
    String digest = Sha256.hex(onnx);
    if (!digest.equals(manifest.sha256())) {
      throw new ModelException(
          "%s has SHA-256 %s, but its manifest says %s.".formatted(what, digest, manifest.sha256()));
    }
    OrtSession session = Sessions.open(onnx, threads, what);
    try {
      long height = manifest.image().height();
      long width = manifest.image().width();
      long channels = manifest.image().channels();
      Sessions.require(session.getInputInfo(), manifest.input(), OnnxJavaType.UINT8,
          new long[] {-1, height, width, channels}, what);
      Sessions.require(session.getOutputInfo(), manifest.logits(), OnnxJavaType.FLOAT,
          new long[] {-1, manifest.classes()}, what);
      Sessions.require(session.getOutputInfo(), manifest.features(), OnnxJavaType.FLOAT,
          new long[] {-1, manifest.featureSize()}, what);
      FixedBatchSession batches = new FixedBatchSession(session,
          new FixedBatchSession.Tensor(manifest.input(), OnnxJavaType.UINT8, height, width, channels),
          List.of(new FixedBatchSession.Tensor(manifest.logits(), OnnxJavaType.FLOAT, manifest.classes()),
              new FixedBatchSession.Tensor(manifest.features(), OnnxJavaType.FLOAT, manifest.featureSize())),
          BATCH);
      return new OnnxClassifier(manifest, session, batches);
    } catch (OrtException | RuntimeException e) {
      Sessions.close(session);
      throw e instanceof ModelException known ? known
          : new ModelException(what + " cannot be used: " + Sessions.sentence(e), e);
    }
  }

  /** The output before softmax, [N][classes]. */
  public float[][] logits(Images images) {
    return run(images, LOGITS, manifest.classes());
  }

  /** The output of the last hidden layer, [N][featureSize]. */
  public float[][] features(Images images) {
    return run(images, FEATURES, manifest.featureSize());
  }

  private float[][] run(Images images, int output, int width) {
    if (!images.shape().equals(manifest.image())) {
      throw new IllegalArgumentException("The classifier %s reads %s, not %s.".formatted(
          manifest.name(), manifest.image(), images.shape()));
    }
    int size = manifest.image().size();
    float[][] rows = new float[images.count()][width];
    try (FixedBatchSession.Buffers buffers = batches.borrow()) {
      for (int done = 0; done < images.count(); done += BATCH) {
        int now = Math.min(BATCH, images.count() - done);
        ByteBuffer input = buffers.input();
        input.put(0, images.pixels(), done * size, now * size);
        buffers.run();
        for (int row = 0; row < now; row++) {
          buffers.output(output).asFloatBuffer().get(row * width, rows[done + row]);
        }
      }
    } catch (OrtException e) {
      throw new ModelException(
          "The classifier " + manifest.name() + " fails when it runs: " + Sessions.sentence(e), e);
    }
    return rows;
  }

  /** Where it came from and what it reached. */
  public ClassifierManifest manifest() {
    return manifest;
  }

  public String name() {
    return manifest.name();
  }

  /** Lower-case hexadecimal SHA-256 of the model. */
  public String sha256() {
    return manifest.sha256();
  }

  /** Width of the logits. */
  public int classes() {
    return manifest.classes();
  }

  /** Frees the model; no call may be under way. */
  @Override
  public void close() {
    batches.close();
    Sessions.close(session);
  }
}
