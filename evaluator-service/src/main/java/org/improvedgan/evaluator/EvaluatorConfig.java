package org.improvedgan.evaluator;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.improvedgan.inference.Device;
import org.improvedgan.sampler.client.SamplerAccess;
import org.improvedgan.service.AtLeast;
import org.improvedgan.service.Readable;

/** What can be set about the evaluator; every instance of one consumer group must have the same protocol. */
@ConfigMapping(prefix = "evaluator")
public interface EvaluatorConfig {

  /**
   * Consumer group on {@code gan.checkpoints}, and the beginning of the names of the groups of the other steps.
   * Instances of one group share every evaluation; a new group evaluates all checkpoints again, which is what a changed
   * protocol needs.
   */
  @WithDefault("evaluator")
  @NotBlank
  String group();

  /**
   * After how long without a sign of life another instance takes over this one's work. Kafka allows 6 seconds
   * and more, unless its {@code group.min.session.timeout.ms} says otherwise.
   */
  @WithDefault("10s")
  @DurationMin(seconds = 1)
  @DurationMax(minutes = 30)
  Duration sessionTimeout();

  /** Images scored for each checkpoint; of real data, so many of the test split, or all where there are fewer. */
  @WithDefault("10000")
  @Min(1)
  int samples();

  /** Contiguous splits of the sample. */
  @WithDefault("10")
  @Min(1)
  int splits();

  /** Seed given to the sampler: every checkpoint is scored on the same latent vectors. */
  @WithDefault("1")
  long seed();

  /**
   * What the classifier runs on: {@code cpu}, {@code cuda} or {@code cuda:INDEX}. Scores of a graphics card may differ
   * from a processor's in the last bits, so all instances of a group should have the same.
   */
  @WithDefault("cpu")
  @Pattern(regexp = Device.PATTERN, message = "must be cpu, cuda or cuda:INDEX")
  String device();

  /** Threads of the classifier; on a graphics card they count little. */
  @WithDefault("1")
  @Min(1)
  int threads();

  /**
   * One classifier for all datasets: {@code official}, the Inception of the original score, or an ONNX file with its
   * manifest. Without it a dataset has the classifier that is bundled for it, and the official one where none is.
   */
  Optional<String> classifier();

  /** The manifest of an ONNX file; by default that file's name with the ending {@code .properties}. */
  @Readable
  Optional<Path> classifierManifest();

  /** Whether the official classifier's logits include the bias of its last layer; the original score has none. */
  @WithDefault("false")
  boolean logitsBias();

  /** Room for pictures of checkpoints, those used last; any other is drawn again when the page wants it. */
  @WithDefault("16M")
  @AtLeast("1M")
  MemorySize pictureMemory();

  /** The sampler, and how long to wait for it. */
  SamplerConfig sampler();

  /** Pages of the other services. */
  Links links();

  /** Pages of the other services that the live page links to, where they are set. */
  interface Links {

    /** The sampler's page. */
    Optional<URI> sampler();

    /** The trainer's list of runs. */
    Optional<URI> trainer();

    /** The rating page. */
    Optional<URI> humanEval();
  }

  /** The sampler, what it asks of its clients, and how long to wait for it. */
  interface SamplerConfig extends SamplerAccess {

    /** host:port of its gRPC server. */
    @NotBlank
    String target();

    /** A stream that takes longer is broken off and resumed where it stopped. */
    @WithDefault("2m")
    @DurationMin(millis = 1)
    Duration callTimeout();

    /** First pause after a failed call; it doubles up to {@link #longestPause}. */
    @WithDefault("200ms")
    @DurationMin(millis = 1)
    Duration firstPause();

    /** Longest pause between two calls. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    Duration longestPause();

    /** After so long a checkpoint that the sampler does not know, and that is gone from the topic, counts as pruned. */
    @WithDefault("5s")
    @DurationMin
    Duration prunedAfter();

    /** After so long a checkpoint that the sampler cannot give, although it answers, is set aside. */
    @WithDefault("2m")
    @DurationMin
    Duration giveUpAfter();
  }
}
