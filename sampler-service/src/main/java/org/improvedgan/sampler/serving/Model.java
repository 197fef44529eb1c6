package org.improvedgan.sampler.serving;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.inference.OnnxGenerator;

/**
 * A loaded generator that counts its users: the cache and every {@link Lease}. The last one to leave closes it, so
 * that a model which was replaced or evicted serves the calls that began with it to their end.
 */
final class Model {

  private final CheckpointManifest manifest;
  private final String sha256;
  private final OnnxGenerator generator;
  private int users = 1;

  /** The caller is the first user. */
  Model(CheckpointManifest manifest, String sha256, OnnxGenerator generator) {
    this.manifest = manifest;
    this.sha256 = sha256;
    this.generator = generator;
  }

  /** One more user; empty when it is closed already. */
  synchronized Optional<Lease> lease() {
    if (users == 0) {
      return Optional.empty();
    }
    users++;
    return Optional.of(new ModelLease());
  }

  /** One user less. */
  synchronized void release() {
    users--;
    if (users == 0) {
      generator.close();
    }
  }

  synchronized boolean isClosed() {
    return users == 0;
  }

  private final class ModelLease implements Lease {

    private final AtomicBoolean open = new AtomicBoolean(true);

    @Override
    public CheckpointManifest manifest() {
      return manifest;
    }

    @Override
    public String generatorSha256() {
      return sha256;
    }

    @Override
    public OnnxGenerator generator() {
      return generator;
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        release();
      }
    }
  }
}
