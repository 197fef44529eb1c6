package org.improvedgan.cli.score;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.metrics.InceptionScoreProtocol;
import org.improvedgan.metrics.InceptionScoreProtocol.Cut;
import org.improvedgan.metrics.InceptionScoreProtocol.Shuffled;

/**
 * An Inception score's protocol as it stands beside the score.
 *
 * @param computed what is computed; its bias means nothing where {@code bias} is empty
 * @param preset the protocol that it is, or that it was made from
 * @param unchanged whether it is the preset itself
 * @param bias whether the logits include a bias, if the classifier's manifest says so
 */
record ScoreProtocol(InceptionScoreProtocol computed, ProtocolOptions.Preset preset, boolean unchanged,
    Optional<Boolean> bias) {

  /** In words. */
  String description() {
    String words = computed.description();
    return (unchanged ? "protocol " + preset + ": " : "")
        + (bias.isPresent() ? words : words.replaceFirst(" without bias$", ", bias not known"));
  }

  /** For programs. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", unchanged ? preset.toString() : "custom");
    fields.put("splits", computed.splits());
    fields.put("cut", computed.cut() == Cut.INTEGER_DIVISION ? "integer division" : "rounded up");
    fields.put("order", computed.order() instanceof Shuffled ? "shuffle" : "as-given");
    fields.put("shuffleSeed", computed.order() instanceof Shuffled shuffled ? shuffled.seed() : null);
    fields.put("ddof", computed.ddof());
    fields.put("classes", computed.classes());
    fields.put("bias", bias.orElse(null));
    fields.put("description", description());
    return fields;
  }
}
