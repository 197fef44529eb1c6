package org.improvedgan.sampler.inference;

import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;

/** What is said to clients: short enough for a gRPC status, however long the text that it quotes. */
final class Sentences {

  private static final int MAX_QUOTED = 60;

  private Sentences() {
  }

  static SamplingException invalid(String sentence) {
    return new SamplingException(Kind.INVALID, sentence);
  }

  static SamplingException notFound(String sentence) {
    return new SamplingException(Kind.NOT_FOUND, sentence);
  }

  /** @throws SamplingException of kind INVALID unless it holds */
  static void check(boolean holds, String sentence) {
    if (!holds) {
      throw invalid(sentence);
    }
  }

  /** A client's text in quotation marks, cut where it is long. */
  static String quote(String text) {
    return '"' + (text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…") + '"';
  }
}
