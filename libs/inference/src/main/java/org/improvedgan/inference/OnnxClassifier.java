package org.improvedgan.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/**
 * An image classifier in ONNX Runtime on the CPU. Always runs whole batches, so that an image's logits do not depend
 * on how the images are shared out among calls of the same order. May be used by several threads at once.
 */
public final class OnnxClassifier implements AutoCloseable {

  private static final int LOGITS = 0;
  private static final int FEATURES = 1;

  private final ClassifierManifest manifest;
  private final OrtSession session;
  private final float[][] table;
  private FixedBatchSession batches;
  private ImageShape shape;

  /**
   * What the model gives for some images.
   *
   * @param logits before softmax, [N][classes]
   * @param features of the last hidden layer, [N][width]; null if the model does not give them
   */
  public record Outputs(float[][] logits, float[][] features) {
  }

  private OnnxClassifier(ClassifierManifest manifest, OrtSession session) {
    this.manifest = manifest;
    this.session = session;
    table = manifest.input().table();
  }

  /** As {@link #load(ClassifierManifest, byte[], Device, int)}, on the processor. */
  public static OnnxClassifier load(ClassifierManifest manifest, byte[] onnx, int threads) {
    return load(manifest, onnx, Device.CPU, threads);
  }

  /**
   * Loads and checks a classifier.
   *
   * @param onnx the whole ONNX file; its SHA-256 must be the manifest's, if that gives one
   * @param device what it runs on; scores of a graphics card may differ from a processor's in the last bits
   * @param threads threads for one run, at least 1
   * @throws ModelException if the model is another than the manifest's, or takes or gives something else, or if the
   *     device cannot be used
   */
  public static OnnxClassifier load(ClassifierManifest manifest, byte[] onnx, Device device, int threads) {
    String what = "The classifier " + manifest.name();
    String digest = Sha256.hex(onnx);
    if (!manifest.sha256().isEmpty() && !digest.equals(manifest.sha256())) {
      throw new ModelException(
          "%s has SHA-256 %s, but its manifest says %s.".formatted(what, digest, manifest.sha256()));
    }
    OrtSession session = Sessions.open(onnx, device, threads, what);
    try {
      require(manifest, session, what);
      return new OnnxClassifier(manifest.withSha256(digest), session);
    } catch (OrtException | RuntimeException e) {
      Sessions.close(session);
      throw e instanceof ModelException known ? known
          : new ModelException(what + " cannot be used: " + Sessions.sentence(e), e);
    }
  }

  private static void require(ClassifierManifest manifest, OrtSession session, String what) throws OrtException {
    ClassifierInput input = manifest.input();
    long[] image = input.size().map(size -> input.shape(size.height(), size.width()))
        .orElseGet(() -> input.shape(-1, -1));
    Sessions.require(session.getInputInfo(), input.name(), javaType(input), batchOf(image), what);
    Sessions.require(session.getOutputInfo(), manifest.logits(), OnnxJavaType.FLOAT, batchOf(manifest.classes()),
        what);
    if (manifest.features().isPresent()) {
      Sessions.require(session.getOutputInfo(), manifest.features().get().name(), OnnxJavaType.FLOAT,
          batchOf(manifest.features().get().width()), what);
    }
  }

  private static long[] batchOf(long... one) {
    return LongStream.concat(LongStream.of(-1), LongStream.of(one)).toArray();
  }

  private static OnnxJavaType javaType(ClassifierInput input) {
    return input.type() == ClassifierInput.Type.UINT8 ? OnnxJavaType.UINT8 : OnnxJavaType.FLOAT;
  }

  /** The output before softmax, [N][classes]. */
  public float[][] logits(Images images) {
    return run(images).logits();
  }

  /**
   * The output of the last hidden layer, [N][width].
   *
   * @throws ModelException if the model does not give it
   */
  public float[][] features(Images images) {
    if (manifest.features().isEmpty()) {
      throw new ModelException("The classifier " + manifest.name() + " gives no features: name one that does.");
    }
    return run(images).features();
  }

  /**
   * All outputs of one run.
   *
   * @param images all of one size
   * @throws IllegalArgumentException if the model does not read such images
   */
  public Outputs run(Images images) {
    if (!manifest.input().reads(images.shape())) {
      throw new IllegalArgumentException("The classifier %s reads %s, not %s.".formatted(
          manifest.name(), manifest.input().described(), images.shape()));
    }
    if ((long) manifest.batch() * images.shape().size() * manifest.input().bytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("A batch of %d images of %s is too large for the classifier %s: give smaller "
          .formatted(manifest.batch(), images.shape(), manifest.name()) + "images, or a smaller batch in its manifest.");
    }
    int width = manifest.features().map(ClassifierManifest.Features::width).orElse(0);
    float[][] logits = new float[images.count()][manifest.classes()];
    float[][] features = width == 0 ? null : new float[images.count()][width];
    int batch = manifest.batch();
    try (FixedBatchSession.Buffers buffers = batches(images.shape()).borrow()) {
      for (int done = 0; done < images.count(); done += batch) {
        int now = Math.min(batch, images.count() - done);
        manifest.input().write(images, done, now, table, buffers.input(0));
        buffers.run();
        copy(buffers.output(LOGITS), logits, done, now);
        if (features != null) {
          copy(buffers.output(FEATURES), features, done, now);
        }
      }
    } catch (OrtException e) {
      throw new ModelException(
          "The classifier " + manifest.name() + " fails when it runs: " + Sessions.sentence(e), e);
    }
    return new Outputs(logits, features);
  }

  private static void copy(ByteBuffer from, float[][] rows, int first, int count) {
    for (int row = 0; row < count; row++) {
      from.asFloatBuffer().get(row * rows[first].length, rows[first + row]);
    }
  }

  /** Buffers for images of this shape; those for another shape are given up. */
  private synchronized FixedBatchSession batches(ImageShape wanted) {
    if (!wanted.equals(shape)) {
      if (batches != null) {
        batches.close();
      }
      ClassifierInput input = manifest.input();
      List<FixedBatchSession.Tensor> outputs = new ArrayList<>();
      outputs.add(new FixedBatchSession.Tensor(manifest.logits(), OnnxJavaType.FLOAT, manifest.classes()));
      manifest.features().ifPresent(features -> outputs.add(
          new FixedBatchSession.Tensor(features.name(), OnnxJavaType.FLOAT, features.width())));
      batches = new FixedBatchSession(session,
          List.of(new FixedBatchSession.Tensor(
              input.name(), javaType(input), input.shape(wanted.height(), wanted.width()))),
          outputs, manifest.batch());
      shape = wanted;
    }
    return batches;
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
  public synchronized void close() {
    if (batches != null) {
      batches.close();
    }
    Sessions.close(session);
  }
}
