package org.improvedgan.cli.score;

import org.improvedgan.cli.UserError;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.metrics.InceptionScoreProtocol;
import org.improvedgan.metrics.InceptionScoreProtocol.AsGiven;
import org.improvedgan.metrics.InceptionScoreProtocol.Shuffled;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say by which protocol an Inception score is computed. */
final class ProtocolOptions {

  /** torch-fidelity's. */
  private static final long USUAL_SEED = 2020;

  /** Whose numbers are reproduced, given the same logits. */
  enum Preset {
    ORIGINAL, TORCH_FIDELITY, TORCHMETRICS, STYLEGAN2;

    InceptionScoreProtocol protocol(long seed) {
      return switch (this) {
        case ORIGINAL -> InceptionScoreProtocol.original();
        case TORCH_FIDELITY -> InceptionScoreProtocol.torchFidelity();
        case TORCHMETRICS -> InceptionScoreProtocol.torchMetrics(seed);
        case STYLEGAN2 -> InceptionScoreProtocol.styleGan2Ada();
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** In which order images are dealt to the splits. */
  enum Ordering {
    AS_GIVEN, SHUFFLE;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--protocol", paramLabel = "NAME", description = "Score as ${COMPLETION-CANDIDATES} would, given the "
      + "same logits (default: original); the next four options change it.")
  private Preset preset;

  @Option(names = "--splits", paramLabel = "N",
      description = "Parts whose scores give mean and deviation (default: 10).")
  private Integer splits;

  @Option(names = "--order", paramLabel = "ORDER",
      description = "How images are dealt to the splits: ${COMPLETION-CANDIDATES} (default: as-given).")
  private Ordering ordering;

  @Option(names = "--shuffle-seed", paramLabel = "S",
      description = "Seed of the shuffle, which is numpy.random.RandomState(S).permutation(N) (default: 2020).")
  private Long shuffleSeed;

  @Option(names = "--ddof", paramLabel = "0|1",
      description = "The deviation has the divisor splits - ddof (default: 0, of torchmetrics 1).")
  private Integer ddof;

  /**
   * The protocol, stated for this classifier.
   *
   * @throws CommandLine.ParameterException if the options contradict each other
   * @throws UserError if the preset needs logits without bias and the classifier has them with one
   */
  ScoreProtocol protocol(ClassifierManifest classifier) {
    if (preset != null && classifier.bias().orElse(false)) {
      throw new UserError("The protocol " + preset + " takes logits without the bias of the last layer, and those of "
          + "the classifier " + classifier.name() + " have it: take one without, or leave out --protocol.");
    }
    InceptionScoreProtocol chosen = checked();
    return new ScoreProtocol(chosen.withClassifier(classifier.bias().orElse(false), classifier.classes()), preset(),
        chosen.equals(base()), classifier.bias());
  }

  /**
   * The protocol as the options say, before a classifier is loaded.
   *
   * @throws CommandLine.ParameterException if the options contradict each other
   */
  InceptionScoreProtocol checked() {
    try {
      InceptionScoreProtocol base = base();
      boolean shuffle = ordering == null ? base.order() instanceof Shuffled : ordering == Ordering.SHUFFLE;
      if (shuffleSeed != null && !shuffle) {
        throw new IllegalArgumentException("--shuffle-seed needs --order shuffle.");
      }
      return new InceptionScoreProtocol(splits == null ? base.splits() : splits,
          shuffle ? new Shuffled(seed()) : new AsGiven(), base.cut(), ddof == null ? base.ddof() : ddof,
          base.logitsBias(), base.classes());
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private InceptionScoreProtocol base() {
    return preset().protocol(seed());
  }

  private Preset preset() {
    return preset == null ? Preset.ORIGINAL : preset;
  }

  private long seed() {
    return shuffleSeed == null ? USUAL_SEED : shuffleSeed;
  }
}
