package org.improvedgan.sampler.serving;

import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.images.Images;

/** The right to use a loaded generator, which stays loaded until the lease is closed. */
public interface Lease extends AutoCloseable {

  /** The checkpoint that serves. */
  CheckpointManifest manifest();

  /** SHA-256 of its generator, lower-case hexadecimal. */
  String generatorSha256();

  /** As {@link org.improvedgan.inference.OnnxGenerator#generate}; any number of threads may do so at once. */
  Images generate(long seed, long firstIndex, int count);

  /** Gives the generator back; no {@link #generate} of this lease may be under way. Repeated calls do nothing. */
  @Override
  void close();
}
