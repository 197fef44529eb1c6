package org.improvedgan.sampler;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.http.ClientAuth;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.hibernate.validator.constraints.time.DurationMin;
import org.improvedgan.inference.Device;
import org.improvedgan.inference.GeneratorTrial;
import org.improvedgan.service.AtLeast;
import org.improvedgan.service.Readable;

/** The settings of this service; each may come as an environment variable, such as {@code GAN_SAMPLER_MODELS}. */
@ConfigMapping(prefix = "gan.sampler")
public interface SamplerConfig {

  /** Models kept in memory, at least 2: the newest checkpoints, and older ones that were asked for lately. */
  @WithDefault("5")
  @Min(2)
  int models();

  /** Threads that generate images; as many as there are processors unless set. Each runs a model on one thread. */
  @Min(1)
  OptionalInt workers();

  /**
   * What models are run on: {@code cpu}, {@code cuda} or {@code cuda:INDEX}. Images of one seed differ between the two
   * kinds, so all replicas should have the same.
   */
  @WithDefault("cpu")
  @Pattern(regexp = Device.PATTERN, message = "must be cpu, cuda or cuda:INDEX")
  String device();

  /**
   * Images of one run of a model at most; 16 on a processor and 128 on a graphics card unless set. The last bits of an
   * image may depend on it, so all replicas should have the same.
   */
  @Min(1)
  OptionalInt maxBatch();

  /** How long a run that is not full waits for more images; 0 starts it as soon as a thread is free. */
  @WithDefault("0s")
  @DurationMin
  Duration maxDelay();

  /** Images that may wait to be generated; further requests are refused until there are fewer. */
  @WithDefault("200000")
  @Min(1)
  int maxQueue();

  /** How long a request waits for a checkpoint that is not known yet, and for the first one after the start. */
  @WithDefault("2s")
  @DurationMin
  Duration patience();

  /** Calls for images served at the same time, gRPC and HTTP together; further ones are refused. */
  @WithDefault("128")
  @Min(1)
  int maxCalls();

  /** Calls of WatchCheckpoints at the same time; further ones are refused. */
  @WithDefault("100")
  @Min(1)
  int maxWatchers();

  /** The largest generator that is taken. */
  @WithDefault("1G")
  @AtLeast("1K")
  MemorySize maxGeneratorBytes();

  /** Where an unknown generator is run for the first time: in a process of its own, or in this one ({@code none}). */
  @WithDefault("process")
  GeneratorTrial.Mode trial();

  /** Address space of that process; its Java takes an eighth and half a GiB of it. */
  @WithDefault("4G")
  @AtLeast("1G")
  MemorySize trialMemory();

  /** How long that process may take to load a generator and to make its first images. */
  @WithDefault("60s")
  @DurationMin(seconds = 1)
  Duration trialTime();

  /** Images of one call at most; 1,000,000 is the most that the contract allows. */
  @WithDefault("1000000")
  @Min(1)
  @Max(1_000_000)
  int maxCount();

  /**
   * Calls of one caller at the same time, whatever they ask for; without a limit unless set. A caller is its token's
   * name, else its certificate's subject, else its address.
   */
  @Min(1)
  OptionalInt maxCallsPerCaller();

  /** Who may call: lines {@code name:sha256-of-token}; read again when it changes. Without it nobody needs a token. */
  @Readable
  Optional<Path> tokensFile();

  /** The same, as a list {@code name:sha256-of-token,name:sha256-of-token}; both together are one list. */
  Optional<List<String>> tokens();

  /** Whether HTTPS clients show a certificate; for gRPC this is {@code quarkus.grpc.server.ssl.client-auth}. */
  @WithDefault("none")
  ClientAuth httpsClientAuth();
}
