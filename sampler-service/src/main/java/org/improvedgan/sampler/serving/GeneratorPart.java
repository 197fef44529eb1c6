package org.improvedgan.sampler.serving;

import java.util.Optional;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.CheckpointPart;

/** The generator among the parts of a checkpoint. */
public final class GeneratorPart {

  private GeneratorPart() {
  }

  /** Lower-case hexadecimal SHA-256 of the generator; empty where the checkpoint has none. */
  public static String sha256(CheckpointManifest manifest) {
    return find(manifest).map(CheckpointPart::getSha256).orElse("");
  }

  static Optional<CheckpointPart> find(CheckpointManifest manifest) {
    return manifest.getPartsList().stream()
        .filter(part -> part.getName().equals(CheckpointBundle.GENERATOR))
        .findFirst();
  }
}
