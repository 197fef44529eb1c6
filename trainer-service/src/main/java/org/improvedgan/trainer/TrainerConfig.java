package org.improvedgan.trainer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.improvedgan.gan.engine.Device;
import org.improvedgan.gan.engine.EngineKind;

/** Settings of the trainer. */
@ConfigMapping(prefix = "trainer")
public interface TrainerConfig {
  /** How many checkpoints of a run stay in Kafka, from 1; older ones are freed. */
  @WithDefault("10")
  @Min(1)
  int keepLast();

  /** Time between two progress messages of a run that is training. */
  @WithDefault("2s")
  @DurationMin(millis = 1)
  Duration progressInterval();

  /**
   * Folder with the datasets. Without one, that of the environment variable {@code GAN_DATA}, or else the user's
   * cache. The trainer never downloads.
   */
  Optional<Path> data();

  /**
   * After how long without a sign of life another trainer takes over this one's run. Kafka allows 6 seconds
   * and more, unless its {@code group.min.session.timeout.ms} says otherwise.
   */
  @WithDefault("10s")
  @DurationMin(seconds = 1)
  @DurationMax(minutes = 30)
  Duration sessionTimeout();

  /** What executes the training: {@code onnxruntime} or {@code nd4j}. */
  @WithDefault("onnxruntime")
  EngineKind engine();

  /** What it calculates on: {@code cpu}, or {@code cuda} in a build that has it. */
  @WithDefault("cpu")
  Device device();

  /** Which of several graphics cards, from 0. */
  @WithDefault("0")
  @Min(0)
  int deviceIndex();

  /** Threads of the processor for one operation; 0 for one for each core. */
  @WithDefault("0")
  @Min(0)
  int threads();
}
