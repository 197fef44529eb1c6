package org.improvedgan.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.List;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/**
 * A generator in ONNX Runtime on the CPU, asked by seed and index: image i of (model, seed) is the same bytes in every
 * call, alone or in any batch. May be used by several threads at once.
 *
 * <p>The model reads {@code z}, float32 [N, latentSize], and gives {@code images}, uint8 [N, height, width, channels]
 * (NHWC, 0 to 255).
 *
 * <p>How the bytes stay the same: z comes from {@link LatentSource}; every run has the same number of slots, since
 * ONNX Runtime's kernels may round otherwise for another batch size; and {@link #load} proves that neither the slot nor
 * the neighbours of a z change its image. A model that fails this proof, as one with batch statistics does, is run one
 * image at a time. The number of threads can change how a product is cut up: use the same number everywhere.
 */
public final class OnnxGenerator implements AutoCloseable {

  /**
   * Slots of one run. A call for one image pays for all of them, and more bring little: for the paper's MNIST generator
   * on one thread, batches of 16 give 96 % of the images per second that batches of 64 give.
   */
  static final int BATCH = 16;

  /** No run takes or gives more than this. */
  private static final long MAX_BYTES = 256 << 20;

  private static final String WHAT = "The generator";

  private final OrtSession session;
  private final FixedBatchSession batches;
  private final LatentKind kind;
  private final int latentSize;
  private final ImageShape shape;

  private OnnxGenerator(OrtSession session, FixedBatchSession batches, LatentKind kind, int latentSize,
      ImageShape shape) {
    this.session = session;
    this.batches = batches;
    this.kind = kind;
    this.latentSize = latentSize;
    this.shape = shape;
  }

  /**
   * Loads, checks and warms up a generator.
   *
   * @param onnx the whole ONNX file
   * @param kind the distribution that the model was trained with
   * @param latentSize length of one z
   * @param shape what the model gives
   * @param threads threads for one run, at least 1
   * @throws ModelException if the model cannot be loaded, takes or gives something else, or fails when it runs
   */
  public static OnnxGenerator load(byte[] onnx, LatentKind kind, int latentSize, ImageShape shape, int threads) {
    if (latentSize < 1) {
      throw new ModelException("The length of z is " + latentSize + "; it must be 1 or more.");
    }
    if (BATCH * Math.max(shape.size(), (long) latentSize * Float.BYTES) > MAX_BYTES) {
      throw new ModelException("Images of " + shape + " from a z of " + latentSize + " numbers are too large: " + BATCH
          + " of either must fit into " + (MAX_BYTES >> 20) + " MiB.");
    }
    OrtSession session = Sessions.open(onnx, threads, WHAT);
    OnnxGenerator generator = null;
    try {
      Sessions.require(session.getInputInfo(), "z", OnnxJavaType.FLOAT, new long[] {-1, latentSize}, WHAT);
      if (session.getNumInputs() != 1) {
        throw new ModelException(
            "The generator must have the input \"z\" alone, but has " + session.getInputNames() + ".");
      }
      Sessions.require(session.getOutputInfo(), "images", OnnxJavaType.UINT8,
          new long[] {-1, shape.height(), shape.width(), shape.channels()}, WHAT);
      generator = new OnnxGenerator(session, batches(session, latentSize, shape, BATCH), kind, latentSize, shape);
      if (!SlotProof.holds(generator)) {
        generator.batches.close();
        generator = new OnnxGenerator(session, batches(session, latentSize, shape, 1), kind, latentSize, shape);
        generator.generate(0, 0, 1);
      }
      return generator;
    } catch (OrtException | RuntimeException e) {
      if (generator != null) {
        generator.batches.close();
      }
      Sessions.close(session);
      throw e instanceof ModelException known ? known
          : new ModelException("The generator fails when it runs: " + Sessions.sentence(e), e);
    }
  }

  private static FixedBatchSession batches(OrtSession session, int latentSize, ImageShape shape, int batch) {
    return new FixedBatchSession(session,
        new FixedBatchSession.Tensor("z", OnnxJavaType.FLOAT, latentSize),
        List.of(new FixedBatchSession.Tensor("images", OnnxJavaType.UINT8,
            shape.height(), shape.width(), shape.channels())),
        batch);
  }

  /**
   * The images {@code firstIndex} to {@code firstIndex + count - 1} of a seed's sequence.
   *
   * @param seed any value; all 64 bits count
   * @param firstIndex from 0
   * @param count 0 or more
   * @throws ModelException if the model fails
   */
  public Images generate(long seed, long firstIndex, int count) {
    if (firstIndex < 0 || count < 0 || firstIndex > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(
          "Images " + firstIndex + " and " + count + " more are no range of a sequence from 0.");
    }
    byte[] pixels = new byte[Math.multiplyExact(count, shape.size())];
    float[] z = new float[latentSize];
    try (FixedBatchSession.Buffers buffers = batches.borrow()) {
      FloatBuffer input = buffers.input().asFloatBuffer();
      for (int done = 0; done < count; done += batches.batch()) {
        int now = Math.min(batches.batch(), count - done);
        for (int slot = 0; slot < now; slot++) {
          LatentSource.fill(kind, seed, firstIndex + done + slot, z);
          input.put(slot * latentSize, z);
        }
        buffers.run();
        buffers.output(0).get(0, pixels, done * shape.size(), now * shape.size());
      }
    } catch (OrtException e) {
      throw new ModelException("The generator fails when it runs: " + Sessions.sentence(e), e);
    }
    return new Images(shape, count, pixels);
  }

  /** Fills the slots of one run with vectors of the given indices of seed 0 and returns the images, slot after slot. */
  byte[] runSlots(long[] indices) throws OrtException {
    byte[] pixels = new byte[indices.length * shape.size()];
    float[] z = new float[latentSize];
    try (FixedBatchSession.Buffers buffers = batches.borrow()) {
      FloatBuffer input = buffers.input().asFloatBuffer();
      for (int slot = 0; slot < indices.length; slot++) {
        LatentSource.fill(kind, 0, indices[slot], z);
        input.put(slot * latentSize, z);
      }
      buffers.run();
      buffers.output(0).get(0, pixels);
    }
    return pixels;
  }

  /** The shape of one image. */
  public ImageShape shape() {
    return shape;
  }

  /** Images of one run: 16, or 1 where images depend on their neighbours in a batch. */
  public int batch() {
    return batches.batch();
  }

  /** Frees the model; no {@link #generate} may be under way. */
  @Override
  public void close() {
    batches.close();
    Sessions.close(session);
  }
}
