package org.improvedgan.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;

/**
 * A generator in ONNX Runtime, asked by seed and index or by vectors: image i of (model, seed) is the same bytes in
 * every call, alone or in any batch. May be used by several threads at once.
 *
 * <p>The model reads {@code z}, float32 [N, latentSize], and, where it is conditional, {@code class}, int64 [N]. It gives
 * {@code images}, uint8 [N, height, width, channels] (NHWC, 0 to 255).
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
  /** On a graphics card, where a run costs nearly the same whatever its size. */
  static final int CUDA_BATCH = 128;

  /** No run takes or gives more than this. */
  private static final long MAX_BYTES = 256 << 20;

  private static final String WHAT = "The generator";
  private static final String Z = "z";
  private static final String CLASS = "class";
  private static final String IMAGES = "images";

  private final OrtSession session;
  private final FixedBatchSession batches;
  private final GeneratorSpec spec;

  private OnnxGenerator(OrtSession session, GeneratorSpec spec, int batch) {
    this.session = session;
    this.spec = spec;
    ImageShape shape = spec.shape();
    List<FixedBatchSession.Tensor> inputs = new ArrayList<>();
    inputs.add(new FixedBatchSession.Tensor(Z, OnnxJavaType.FLOAT, spec.latentSize()));
    if (spec.classes() > 0) {
      inputs.add(new FixedBatchSession.Tensor(CLASS, OnnxJavaType.INT64));
    }
    this.batches = new FixedBatchSession(session, inputs, List.of(new FixedBatchSession.Tensor(
        IMAGES, OnnxJavaType.UINT8, shape.height(), shape.width(), shape.channels())), batch);
  }

  /** As {@link #load(byte[], GeneratorSpec, Device, int)}, for a generator without classes on the processor. */
  public static OnnxGenerator load(byte[] onnx, LatentKind kind, int latentSize, ImageShape shape, int threads) {
    return load(onnx, new GeneratorSpec(kind, latentSize, shape, 0), Device.CPU, threads);
  }

  /** Slots of a run that suit the device. */
  public static int usualBatch(Device device) {
    return device.cuda() ? CUDA_BATCH : BATCH;
  }

  /** As {@link #load(byte[], GeneratorSpec, Device, int, int)}, with the device's usual slots. */
  public static OnnxGenerator load(byte[] onnx, GeneratorSpec spec, Device device, int threads) {
    return load(onnx, spec, device, threads, usualBatch(device));
  }

  /**
   * Loads, checks and warms up a generator.
   *
   * @param onnx the whole ONNX file
   * @param threads threads of the processor for one run, at least 1
   * @param batch slots of a run, at least 1; use the same number everywhere
   * @throws ModelException if the model cannot be loaded, takes or gives something else, or fails when it runs
   */
  public static OnnxGenerator load(byte[] onnx, GeneratorSpec spec, Device device, int threads, int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("A run has at least 1 slot, not " + batch + ".");
    }
    if (spec.latentSize() < 1) {
      throw new ModelException("The length of z is " + spec.latentSize() + "; it must be 1 or more.");
    }
    if (batch * Math.max(spec.shape().size(), (long) spec.latentSize() * Float.BYTES) > MAX_BYTES) {
      throw new ModelException("Images of " + spec.shape() + " from a z of " + spec.latentSize()
          + " numbers are too large: " + batch + " of either must fit into " + (MAX_BYTES >> 20) + " MiB.");
    }
    OrtSession session = Sessions.open(onnx, device, threads, WHAT);
    OnnxGenerator generator = null;
    try {
      require(session, spec);
      generator = new OnnxGenerator(session, spec, batch);
      if (batch > 1 && !SlotProof.holds(generator)) {
        generator.batches.close();
        generator = new OnnxGenerator(session, spec, 1);
      }
      generator.generate(0, 0, 1);
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

  private static void require(OrtSession session, GeneratorSpec spec) throws OrtException {
    Sessions.require(session.getInputInfo(), Z, OnnxJavaType.FLOAT, new long[] {-1, spec.latentSize()}, WHAT);
    if (spec.classes() > 0) {
      Sessions.require(session.getInputInfo(), CLASS, OnnxJavaType.INT64, new long[] {-1}, WHAT);
    }
    Set<String> wanted = spec.classes() > 0 ? Set.of(Z, CLASS) : Set.of(Z);
    if (!session.getInputNames().equals(wanted)) {
      throw new ModelException(spec.classes() > 0
          ? "The generator must have the inputs \"z\" and \"class\", but has " + session.getInputNames() + "."
          : "The generator must have the input \"z\" alone, but has " + session.getInputNames() + ".");
    }
    ImageShape shape = spec.shape();
    Sessions.require(session.getOutputInfo(), IMAGES, OnnxJavaType.UINT8,
        new long[] {-1, shape.height(), shape.width(), shape.channels()}, WHAT);
  }

  /**
   * The images {@code firstIndex} to {@code firstIndex + count - 1} of a seed's sequence; of a conditional generator
   * image i is of class i modulo its classes.
   *
   * @param seed any value; all 64 bits count
   * @param firstIndex from 0
   * @param count 0 or more
   * @throws ModelException if the model fails
   */
  public Images generate(long seed, long firstIndex, int count) {
    return generate(new SeedLatents(spec.latent(), seed, firstIndex, count, 0, Classes.allOf(spec.classes())));
  }

  /**
   * An image for each row.
   *
   * @throws ModelException if the model fails
   */
  public Images generate(Latents latents) {
    byte[] pixels = new byte[Math.multiplyExact(latents.count(), spec.shape().size())];
    for (int done = 0; done < latents.count(); done += batch()) {
      List<GeneratorSlot> slots = new ArrayList<>(batch());
      for (int row = done; row < Math.min(latents.count(), done + batch()); row++) {
        slots.add(new GeneratorSlot(latents, row, pixels));
      }
      run(slots);
    }
    return new Images(spec.shape(), latents.count(), pixels);
  }

  /**
   * One run.
   *
   * @param slots 1 to {@link #batch}, in any order, of any requests
   * @throws ModelException if the model fails
   */
  public void run(List<GeneratorSlot> slots) {
    if (slots.isEmpty() || slots.size() > batch()) {
      throw new IllegalArgumentException("A run has 1 to " + batch() + " slots, not " + slots.size() + ".");
    }
    int size = spec.shape().size();
    float[] z = new float[spec.latentSize()];
    try (FixedBatchSession.Buffers buffers = batches.borrow()) {
      FloatBuffer vectors = buffers.input(0).asFloatBuffer();
      LongBuffer classes = spec.classes() > 0 ? buffers.input(1).asLongBuffer() : null;
      for (int i = 0; i < slots.size(); i++) {
        GeneratorSlot slot = slots.get(i);
        slot.latents().fill(slot.row(), z);
        vectors.put(i * z.length, z);
        if (classes != null) {
          classes.put(i, slot.latents().classOf(slot.row()));
        }
      }
      buffers.run();
      ByteBuffer images = buffers.output(0);
      for (int i = 0; i < slots.size(); i++) {
        images.get(i * size, slots.get(i).pixels(), slots.get(i).row() * size, size);
      }
    } catch (OrtException e) {
      throw new ModelException("The generator fails when it runs: " + Sessions.sentence(e), e);
    }
  }

  /** What it reads and gives. */
  public GeneratorSpec spec() {
    return spec;
  }

  /** The shape of one image. */
  public ImageShape shape() {
    return spec.shape();
  }

  /** Images of one run: as many as {@link #load} was told, or 1 where images depend on their neighbours in a batch. */
  public int batch() {
    return batches.batch();
  }

  /** Frees the model; no run may be under way. */
  @Override
  public void close() {
    batches.close();
    Sessions.close(session);
  }
}
