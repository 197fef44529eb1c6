package org.improvedgan.sampler.serving;

import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.inference.OnnxGenerator;

/** The right to use a loaded generator, which stays loaded until the lease is closed. */
public interface Lease extends AutoCloseable {

  /** The checkpoint that serves. */
  CheckpointManifest manifest();

  /** SHA-256 of its generator, lower-case hexadecimal. */
  String generatorSha256();

  /** Its generator; any number of threads may use it at once. */
  OnnxGenerator generator();

  /** Gives the generator back; the holder of this lease may not use it any more. Repeated calls do nothing. */
  @Override
  void close();
}
