package org.improvedgan.evaluator.scoring;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.improvedgan.events.v1.ScoreProtocol;
import org.improvedgan.inference.OnnxClassifier;

/** How a score comes about, and the ids that follow from it. */
final class Protocols {

  private static final int ID_DIGITS = 12;

  private Protocols() {
  }

  /** Images {@code 0} to {@code samples - 1} of a seed, as the sampler quantised them. */
  static ScoreProtocol generated(OnnxClassifier classifier, int samples, int splits, long seed) {
    return common(classifier, samples, splits)
        .setOrder("generated")
        .setSeed(seed)
        .setQuantisation("uint8-round-half-even")
        .build();
  }

  /** The first images of a dataset's split in its own order. */
  static ScoreProtocol stored(OnnxClassifier classifier, int samples, int splits) {
    return common(classifier, samples, splits)
        .setOrder("stored")
        .setQuantisation("uint8-as-stored")
        .build();
  }

  /**
   * The same subject under the same protocol always has the same id:
   * {@code SUBJECT/D}, D the first 12 hexadecimal digits of the SHA-256 of all fields of the protocol.
   */
  static String evaluationId(String subject, ScoreProtocol protocol) {
    // Written out, not serialised: Protobuf does not promise the same bytes for ever.
    String text = String.join("|", "inception-score", protocol.getClassifierSha256(),
        String.valueOf(protocol.getClasses()), String.valueOf(protocol.getSamples()),
        String.valueOf(protocol.getSplits()), protocol.getOrder(), Long.toUnsignedString(protocol.getSeed()),
        protocol.getQuantisation());
    return subject + "/" + sha256(text).substring(0, ID_DIGITS);
  }

  private static ScoreProtocol.Builder common(OnnxClassifier classifier, int samples, int splits) {
    ScoreProtocol.Builder protocol = ScoreProtocol.newBuilder()
        .setClassifierName(classifier.name())
        .setClassifierSha256(classifier.sha256())
        .setClasses(classifier.classes())
        .setSamples(samples)
        .setSplits(splits);
    // It needs no place in the ids: with and without bias the classifier is another file.
    classifier.manifest().bias().ifPresent(protocol::setLogitsBias);
    return protocol;
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
