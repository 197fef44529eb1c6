package org.improvedgan.benchmarks.humaneval;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.kafka.local.LocalKafka;

/**
 * What human-eval-service needs around it: PostgreSQL, which waits for the disk at every commit as that of {@code ./gan
 * up} does, a broker and a sampler of noise in this process, and a study, which is set up over HTTP.
 */
public final class Stage implements AutoCloseable {
  /** Long enough for the service to take it. */
  private static final String ADMIN = "benchmark-benchmark-benchmark-benchmark";

  private final EmbeddedPostgres postgres;
  private final Path data;
  private final Path broker;
  private final NoiseSampler sampler = NoiseSampler.start();
  private LocalKafka kafka;

  private Stage(EmbeddedPostgres postgres, Path data, Path broker) {
    this.postgres = postgres;
    this.data = data;
    this.broker = broker;
    this.kafka = LocalKafka.start(broker, 0);
  }

  /** @param folder where the data of the database and of the broker go, or lie already and are gone on with */
  public static Stage start(Path folder) {
    Path data = folder.resolve("postgres");
    try {
      return new Stage(EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false)
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on").setServerConfig("shared_buffers", "32MB")
          .setPGStartupWait(Duration.ofSeconds(60)).start(), data, folder.resolve("kafka"));
    } catch (IOException e) {
      throw new BenchmarkException("PostgreSQL does not start: " + e.getMessage());
    }
  }

  /** The configuration of the service, but for its port. */
  public Map<String, String> environment() {
    return Map.of("SAMPLER_TARGET", sampler.target(), "KAFKA_BOOTSTRAP_SERVERS", bootstrapServers(),
        "QUARKUS_DATASOURCE_JDBC_URL", postgres.getJdbcUrl("postgres", "postgres"),
        "QUARKUS_DATASOURCE_USERNAME", "postgres", "QUARKUS_DATASOURCE_PASSWORD", "postgres",
        "HUMAN_EVAL_ADMIN_TOKEN", ADMIN);
  }

  /** The broker's address, which stays the same. */
  public String bootstrapServers() {
    return "127.0.0.1:" + kafka.port();
  }

  public DataSource database() {
    return postgres.getPostgresDatabase();
  }

  /** Takes the broker away for so long. */
  public void withoutKafka(Duration time) throws InterruptedException {
    int port = kafka.port();
    kafka.close();
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    kafka = LocalKafka.start(broker, port);
  }

  /** Takes the broker away for good. */
  public void stopKafka() {
    kafka.close();
  }

  /** Processor time of the database so far, ms. */
  double databaseCpuMs() {
    try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"))) {
      ProcessHandle server = lines.findFirst().map(String::strip).map(Long::valueOf).flatMap(ProcessHandle::of)
          .orElseThrow(() -> new BenchmarkException("PostgreSQL has ended."));
      return Stream.concat(Stream.of(server), server.descendants())
          .flatMap(process -> process.info().totalCpuDuration().stream()).mapToDouble(Duration::toMillis).sum();
    } catch (IOException e) {
      throw new BenchmarkException("PostgreSQL has ended.");
    }
  }

  /** Sets a study up and waits until it is open. */
  public void open(String service, String study, Map<String, Object> settings) throws InterruptedException {
    new StudyAdmin(service, ADMIN).open(study, settings);
  }

  @Override
  public void close() {
    sampler.close();
    kafka.close();
    try {
      postgres.close();
    } catch (IOException e) {
      throw new BenchmarkException("PostgreSQL cannot be stopped: " + e.getMessage());
    }
  }
}
