package org.improvedgan.sampler.serving;

import java.util.Map;
import java.util.Set;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.checkpoints.CheckpointException;
import org.improvedgan.checkpoints.CheckpointReader;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.CheckpointPart;
import org.improvedgan.events.v1.LatentDistribution;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.Device;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.inference.GeneratorTrial;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.ModelException;
import org.improvedgan.inference.ModelException.Reason;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.inference.TrialException;
import org.jboss.logging.Logger;

/** Fetches a checkpoint's generator from Kafka, verifies it and makes it ready. One thread at a time. */
final class ModelLoader implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ModelLoader.class);

  /** One thread a run: calls are spread over the workers, and the bytes cannot depend on the number of threads. */
  private static final int THREADS = 1;

  private final Map<String, Object> kafka;
  private final Device device;
  private final int batch;
  private final GeneratorTrial trial;
  private final long maxBytes;
  private CheckpointReader reader;

  /**
   * @param device what the models are run on
   * @param batch slots of a run, at least 1
   * @param trial decides whether a generator may be loaded; closed with this
   * @param maxBytes size of the largest generator that is taken
   */
  ModelLoader(Map<String, Object> kafka, Device device, int batch, GeneratorTrial trial, long maxBytes) {
    this.kafka = kafka;
    this.device = device;
    this.batch = batch;
    this.trial = trial;
    this.maxBytes = maxBytes;
  }

  /**
   * Reads, verifies, tries out, loads and warms up.
   *
   * @throws ModelException if the generator cannot be used
   * @throws CheckpointException if the checkpoint is pruned or broken, or Kafka or the means of trying it are away
   */
  synchronized Model load(CheckpointManifest manifest) {
    CheckpointPart part = GeneratorPart.find(manifest).orElseThrow(
        () -> new ModelException("It has no " + CheckpointBundle.GENERATOR + "."));
    if (part.getSizeBytes() > maxBytes) {
      throw new ModelException(Reason.TOO_LARGE, "Its " + CheckpointBundle.GENERATOR + " has " + part.getSizeBytes()
          + " bytes, more than the " + maxBytes + " that this sampler takes (gan.sampler.max-generator-bytes).");
    }
    GeneratorSpec spec = new GeneratorSpec(
        kind(manifest.getLatent()), manifest.getLatent().getSize(), shape(manifest), manifest.getClasses());
    if (reader == null) {
      reader = new CheckpointReader(kafka);
    }
    byte[] onnx = reader.read(manifest, Set.of(CheckpointBundle.GENERATOR)).get(CheckpointBundle.GENERATOR);
    try {
      trial.require(onnx, part.getSha256(), spec);
    } catch (TrialException e) {
      throw new CheckpointException(CheckpointException.Reason.UNAVAILABLE, e.getMessage(), e);
    }
    OnnxGenerator generator = OnnxGenerator.load(onnx, spec, device, THREADS, batch);
    if (generator.batch() < batch) {
      LOG.warnf("Checkpoint %s is run one image at a time, which is slower: its images depend on their neighbours in a "
          + "batch, as with batch statistics; freeze them when you export the generator.", manifest.getCheckpointId());
    }
    return new Model(manifest, part.getSha256(), generator);
  }

  private static ImageShape shape(CheckpointManifest manifest) {
    var shape = manifest.getImageShape();
    try {
      return new ImageShape(shape.getHeight(), shape.getWidth(), shape.getChannels());
    } catch (IllegalArgumentException e) {
      throw new ModelException(e.getMessage(), e);
    }
  }

  private static LatentKind kind(LatentDistribution latent) {
    return switch (latent.getKind()) {
      case UNIFORM_0_1 -> LatentKind.UNIFORM_0_1;
      case UNIFORM_MINUS_1_1 -> LatentKind.UNIFORM_MINUS_1_1;
      case NORMAL -> LatentKind.NORMAL;
      case KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new ModelException("Its manifest does not say how z is distributed.");
    };
  }

  /** Ends what may take long; loading fails from now on. */
  void stop() {
    trial.stop();
  }

  @Override
  public synchronized void close() {
    if (reader != null) {
      reader.close();
    }
    trial.close();
  }
}
