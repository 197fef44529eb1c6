package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.checkpoints.CheckpointPublisher;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.HumanWithdrawn;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.events.v1.LatentDistribution;
import org.improvedgan.inference.TestModels;
import org.improvedgan.kafka.local.FreePort;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The services as a cluster runs them: Kafka with TLS, passwords and rights, PostgreSQL with TLS, and every secret in a
 * file. None of the secrets may show in a log.
 */
class SecuredServicesTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SECRET = "marked-secret-of-0123456789abcdef0123456789";

  @TempDir
  private static Path folder;
  private static SecuredKafka kafka;
  private static EmbeddedPostgres postgres;
  private static Certificate certificate;

  @BeforeAll
  static void start() throws Exception {
    kafka = SecuredKafka.start(Files.createDirectory(folder.resolve("kafka")));
    certificate = Certificate.make(folder.resolve("postgres-certificate"));
    postgres = EmbeddedPostgres.builder().setServerConfig("ssl", "on")
        .setServerConfig("ssl_cert_file", certificate.pem().toString())
        .setServerConfig("ssl_key_file", certificate.key().toString())
        .setPGStartupWait(Duration.ofSeconds(60)).start();
    try (Admin admin = Admin.create(kafka.as("trainer"))) {
      Topics.createAll(admin);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
    kafka.close();
  }

  @Test
  void theSamplerServesACheckpoint() throws Exception {
    try (StartedService sampler = StartedService.start(folder, "sampler-service", environment("sampler",
        Map.of("gan.sampler.tokens", "somebody:" + "0".repeat(60) + "abcd",
            "quarkus.log.category.\"org.improvedgan\".level", "DEBUG"),
        Map.of("QUARKUS_GRPC_SERVER_PORT", String.valueOf(FreePort.next()))));
        CheckpointPublisher publisher = new CheckpointPublisher(kafka.as("trainer"), "trainer-run", 1)) {
      publisher.publish(new CheckpointBundle(CheckpointManifest.newBuilder()
          .setCheckpointId(CheckpointBundle.id("run", 1)).setRunId("run").setExperiment("test").setEpoch(1)
          .setDataset("mnist").setImageShape(ImageShape.newBuilder().setHeight(28).setWidth(28).setChannels(1))
          .setLatent(LatentDistribution.newBuilder().setKind(LatentDistribution.Kind.UNIFORM_0_1).setSize(100)).build(),
          Map.of(CheckpointBundle.GENERATOR, TestModels.generator(1))));
      await(sampler.output().toString()).atMost(PATIENCE).ignoreExceptions().until(() -> sampler.is("ready"));
      assertThat(sampler.log()).contains("1 tokens open the sampler").doesNotContain(SecuredKafka.password("sampler"))
          .doesNotContain("0".repeat(60));
    }
  }

  @Test
  void theHumanEvaluationStoresScoresAndSendsRatings() throws Exception {
    Map<String, String> files = Map.of("human-eval.secret", SECRET + "-keys", "human-eval.admin-token", SECRET + "-admin",
        "human-eval.mturk.access-key-id", SECRET + "-id", "human-eval.mturk.secret-access-key", SECRET + "-mturk",
        "quarkus.datasource.password", SECRET + "-database", "quarkus.log.category.\"org.improvedgan\".level", "DEBUG");
    try (StartedService humanEval = StartedService.start(folder, "human-eval-service",
        environment("human-eval", files, database(certificate)))) {
      await(humanEval.output().toString()).atMost(PATIENCE).ignoreExceptions().until(() -> humanEval.is("ready"));
      try (KafkaProducer<String, byte[]> evaluator = new KafkaProducer<>(kafka.as("evaluator"), new StringSerializer(),
          new ByteArraySerializer())) {
        evaluator.send(EventType.EVALUATION_COMPLETED.record("/test", EvaluationCompleted.newBuilder()
            .setEvaluationId("scored").setCheckpoint(EvaluatedCheckpoint.newBuilder().setCheckpointId("run-e0001"))
            .build())).get();
      }
      await().atMost(PATIENCE).until(() -> count("SELECT count(*) FROM evaluation WHERE evaluation_id = 'scored'") == 1);
      withdraw();
      await().atMost(PATIENCE).until(() -> count("SELECT count(*) FROM outbox") == 0);
      assertThat(records(Topics.HUMAN_RATINGS)).isEqualTo(1);
      // The server's own view of its connections.
      assertThat(count("SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE ssl AND "
          + "application_name = 'PostgreSQL JDBC Driver'")).isPositive();
      assertThat(humanEval.log()).doesNotContain(SECRET).doesNotContain(SecuredKafka.password("human-eval"));
    }
  }

  @Test
  void trainerAndEvaluatorSetAsideWhatIsBroken() throws Exception {
    Map<String, String> logs = Map.of("quarkus.log.category.\"org.improvedgan\".level", "DEBUG");
    Path token = Files.writeString(folder.resolve("sampler-token"), SECRET);
    try (StartedService trainer = StartedService.start(folder, "trainer-service",
            environment("trainer", logs, Map.of()));
        StartedService evaluator = StartedService.start(folder, "evaluator-service", environment("evaluator", logs,
            Map.of("EVALUATOR_SAMPLER_TARGET", "127.0.0.1:1", "EVALUATOR_SAMPLER_TOKEN_FILE", token.toString())));
        KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.as("admin"), new StringSerializer(),
            new ByteArraySerializer())) {
      for (String topic : List.of(Topics.TRAINING_REQUESTS, Topics.CHECKPOINTS)) {
        producer.send(new ProducerRecord<>(topic, "broken", new byte[] {1})).get();
      }
      await(trainer.output().toString()).atMost(PATIENCE)
          .until(() -> trainer.log().contains("Set aside a training request"));
      await(evaluator.output().toString()).atMost(PATIENCE)
          .until(() -> evaluator.log().contains("Checkpoint broken is set aside"));
      assertThat(trainer.log()).doesNotContain(SecuredKafka.password("trainer"));
      assertThat(evaluator.log()).doesNotContain(SECRET).doesNotContain(SecuredKafka.password("evaluator"));
    }
  }

  @Test
  void aDatabaseThatShowsAnotherCertificateIsNotTrusted() throws Exception {
    Certificate another = Certificate.make(folder.resolve("another"));
    try (StartedService humanEval = StartedService.start(folder, "human-eval-service",
        environment("human-eval", Map.of("quarkus.datasource.password", SECRET), database(another)))) {
      assertThat(humanEval.exitCode()).as(humanEval.log()).isEqualTo(1);
      assertThat(humanEval.log()).contains("The service does not start: ").contains("PKIX path validation failed")
          .doesNotContain(SECRET).doesNotContain("\tat ");
    }
  }

  private static Map<String, String> database(Certificate trusted) {
    return Map.of("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://localhost:" + postgres.getPort()
        + "/postgres?sslmode=verify-full&sslrootcert=" + trusted.pem(), "QUARKUS_DATASOURCE_USERNAME", "postgres",
        "QUARKUS_FLYWAY_CONNECT_RETRIES", "0");
  }

  /** Kafka's password and the other secrets lie in files, each with a newline at its end as editors leave it. */
  private static Map<String, String> environment(String user, Map<String, String> files, Map<String, String> more)
      throws IOException {
    Path secrets = Files.createTempDirectory(folder, "secrets-");
    Map<String, String> all = new HashMap<>(files);
    Map<String, String> environment = new HashMap<>(more);
    kafka.login(user).forEach((name, value) -> {
      if (name.equals("sasl.jaas.config")) {
        all.put("kafka." + name, value);
      } else {
        environment.put(ConfigurationReader.variableOf("kafka." + name), value);
      }
    });
    for (Map.Entry<String, String> file : all.entrySet()) {
      Files.writeString(secrets.resolve(file.getKey()), file.getValue() + "\n");
    }
    environment.put("SMALLRYE_CONFIG_SOURCE_FILE_LOCATIONS", secrets.toString());
    environment.put("SAMPLER_TARGET", "127.0.0.1:1");
    return environment;
  }

  private static void withdraw() throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        var insert = connection.prepareStatement("INSERT INTO outbox (study_id, kind, event) "
            + "VALUES ('open', 'withdrawn', ?)")) {
      insert.setBytes(1, HumanWithdrawn.newBuilder().setSessionId("session").setStudyId("open").build().toByteArray());
      insert.executeUpdate();
    }
  }

  private static long count(String query) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        ResultSet rows = connection.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static long records(String topic) throws Exception {
    try (Admin admin = Admin.create(kafka.as("admin"))) {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()
          .forEach(partition -> ends.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
      return admin.listOffsets(ends).all().get().values().stream().mapToLong(end -> end.offset()).sum();
    }
  }
}
