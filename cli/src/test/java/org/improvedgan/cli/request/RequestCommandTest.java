package org.improvedgan.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.EvaluatedCheckpoint;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.InceptionScore;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.events.v1.TrainingProgressed.State;
import org.improvedgan.events.v1.TrainingRequested;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.kafka.local.FreePort;
import org.improvedgan.kafka.local.LocalKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Against a real broker, on which this test does what trainers and evaluators do. */
class RequestCommandTest {

  private static LocalKafka kafka;
  private static KafkaConsumer<String, byte[]> requests;

  private final List<Exception> failures = new ArrayList<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final StringWriter printed = new StringWriter();
  @TempDir
  private Path folder;

  @BeforeAll
  static void startKafka() {
    kafka = LocalKafka.startTemporary();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Topics.createAll(admin);
    }
    requests = new KafkaConsumer<>(Map.of("bootstrap.servers", kafka.bootstrapServers()), new StringDeserializer(),
        new ByteArrayDeserializer());
    List<TopicPartition> partitions = IntStream.range(0, 4)
        .mapToObj(partition -> new TopicPartition(Topics.TRAINING_REQUESTS, partition)).toList();
    requests.assign(partitions);
    requests.seekToBeginning(partitions);
  }

  @AfterAll
  static void stopKafka() {
    requests.close();
    kafka.close();
  }

  private int request(String... arguments) {
    return requestAt(kafka.bootstrapServers(), arguments);
  }

  private int requestAt(String address, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--kafka", address));
    Terminal terminal = new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8), false, 80, System::nanoTime);
    CommandLine line = new CommandLine(new RequestCommand(terminal, new Installation(folder)));
    line.setOut(new PrintWriter(printed));
    line.setExecutionExceptionHandler((failure, command, parsed) -> failures.add(failure) ? 1 : 0);
    line.setParameterExceptionHandler((failure, parsed) -> failures.add(failure) ? 2 : 0);
    return line.execute(all.toArray(String[]::new));
  }

  /** The next request that lies in the topic. */
  private static TrainingRequested next() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < end) {
      for (var found : requests.poll(Duration.ofMillis(200))) {
        return EventType.TRAINING_REQUESTED.parse(found.value());
      }
    }
    throw new AssertionError("No request came");
  }

  private static void nothingWasSent() {
    assertThat(requests.poll(Duration.ofMillis(500)).count()).isZero();
  }

  private void fails(Class<? extends Exception> type, String sentence) {
    assertThat(failures).singleElement().satisfies(failure ->
        assertThat(failure).isInstanceOf(type).hasMessageContaining(sentence));
    failures.clear();
  }

  @Test
  void aRequestHoldsWhatWasAskedFor() {
    assertThat(request("mnist-demo", "--run-id", "my-run", "--set", "epochs=3", "--set", "dataset=folder:flowers@32"))
        .as("%s", failures).isZero();
    TrainingRequested sent = next();
    assertThat(sent.getRunId()).isEqualTo("my-run");
    assertThat(sent.getExperiment()).isEqualTo("mnist-demo");
    assertThat(sent.getOverridesMap()).isEqualTo(Map.of("epochs", "3", "dataset", "folder:flowers@32"));
    assertThat(sent.getRequestedAt().getSeconds()).isPositive();
    assertThat(request("mnist-demo")).isZero();
    String chosen = next().getRunId();
    assertThat(chosen).matches("mnist-demo-[0-9]{8}-[0-9]{6}");
    assertThat(printed.toString().lines()).containsExactly("my-run", chosen);
  }

  @Test
  void followingShowsCheckpointsAndScoresUntilAllAreThere() throws Exception {
    CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() ->
        request("mnist-demo", "--run-id", "followed", "--follow", "--scores-within", "600"));
    assertThat(next().getRunId()).isEqualTo("followed");
    try (var producer = producer()) {
      TrainingProgressed.Builder run = TrainingProgressed.newBuilder().setRunId("followed").setDataset("mnist")
          .setEpochs(2);
      // The progress of others is none of ours.
      send(producer, TrainingProgressed.newBuilder().setRunId("other").setState(State.FAILED).build());
      send(producer, run.setState(State.STARTED).build());
      send(producer, run.setState(State.CHECKPOINTED).setEpoch(1).setCheckpointId("followed-e0001").build());
      // A score by another topic may be heard before its checkpoint.
      score(producer, "followed", 2, 4.5);
      send(producer, run.setState(State.CHECKPOINTED).setEpoch(2).setCheckpointId("followed-e0002").build());
      send(producer, run.clearCheckpointId().setState(State.COMPLETED).setIteration(1200).build());
      assertThat(exit).as("a score is missing").isNotDone();
      score(producer, "followed", 1, 3.25);
    }
    assertThat(exit.get(60, TimeUnit.SECONDS)).as("%s", failures).isZero();
    assertThat(said.toString(StandardCharsets.UTF_8).lines()).containsExactlyInAnyOrder(
        "Asked for a run of mnist-demo; it begins as soon as a trainer is free.",
        "A trainer has taken it: 2 epochs on mnist.",
        "Epoch   1  checkpoint followed-e0001",
        "Epoch   2  checkpoint followed-e0002",
        "Epoch   2  Inception score 4.500 ± 0.100  followed-e0002",
        "Training is complete: 2 epochs, 1200 iterations.",
        "Epoch   1  Inception score 3.250 ± 0.100  followed-e0001");
  }

  @Test
  void aRunThatFailsIsOneSentence() throws Exception {
    CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() ->
        request("mnist-demo", "--run-id", "doomed", "--follow"));
    next();
    try (var producer = producer()) {
      send(producer, TrainingProgressed.newBuilder().setRunId("doomed").setState(State.FAILED)
          .setMessage("There is no data set mnist on this machine.").build());
    }
    assertThat(exit.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    fails(UserError.class, "The run doomed failed: There is no data set mnist on this machine.");
  }

  @Test
  void scoresThatNeverComeAreSaid() throws Exception {
    CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() ->
        request("mnist-demo", "--run-id", "unscored", "--follow", "--scores-within", "0"));
    next();
    try (var producer = producer()) {
      TrainingProgressed.Builder run = TrainingProgressed.newBuilder().setRunId("unscored").setEpochs(1).setEpoch(1);
      send(producer, run.setState(State.CHECKPOINTED).setCheckpointId("unscored-e0001").build());
      send(producer, run.clearCheckpointId().setState(State.COMPLETED).build());
    }
    assertThat(exit.get(60, TimeUnit.SECONDS)).as("%s", failures).isZero();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("No score came yet for unscored-e0001: is an evaluator running, and does a sampler serve them?");
  }

  @Test
  void whatNoTrainerWouldTakeIsNotSent() throws IOException {
    assertThat(request("mnist-demi")).isEqualTo(1);
    fails(TrainingException.class, "There is no experiment mnist-demi; the experiments are mnist-demo, ");
    assertThat(request("mnist-demo", "--run-id", "a/b")).isEqualTo(2);
    fails(CommandLine.ParameterException.class, "--run-id must be 1 to 100 letters, digits, dots, hyphens or");
    assertThat(request("mnist-demo", "--run-id", "")).isEqualTo(2);
    fails(CommandLine.ParameterException.class, "--run-id must be 1 to 100 letters");
    assertThat(request("mnist-demo", "--set", "epochs=0")).isEqualTo(1);
    fails(TrainingException.class, "The setting epochs must be at least 1, not 0.");
    assertThat(request("mnist-demo", "--scores-within", "-1")).isEqualTo(2);
    fails(CommandLine.ParameterException.class, "--scores-within must be 0 or more, not -1.");
    assertThat(requestAt("localhost", "mnist-demo")).isEqualTo(2);
    fails(CommandLine.ParameterException.class, "--kafka must be HOST:PORT, such as localhost:9092, not localhost.");
    assertThat(request("mnist-demo", "--kafka-config", folder.resolve("none").toString())).isEqualTo(1);
    fails(UserError.class, "none cannot be read: give --kafka-config a properties file");
    nothingWasSent();
  }

  @Test
  void aBrokerThatIsNotThereIsOneSentence() throws IOException {
    Path hasty = Files.writeString(folder.resolve("hasty.properties"), "max.block.ms=1000\n");
    String address = "127.0.0.1:" + FreePort.next();
    assertThat(requestAt(address, "mnist-demo", "--kafka-config", hasty.toString())).isEqualTo(1);
    fails(UserError.class, "The training request did not reach Kafka at " + address);
  }

  @Test
  void aFileOfClientPropertiesIsObeyed() throws IOException {
    Path file = Files.writeString(folder.resolve("client.properties"), "security.protocol=SASL_SSL\n");
    assertThat(request("mnist-demo", "--kafka-config", file.toString())).isEqualTo(1);
    fails(UserError.class, "Kafka");
    nothingWasSent();
  }

  private static KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers()), new StringSerializer(),
        new ByteArraySerializer());
  }

  private static void send(KafkaProducer<String, byte[]> producer, TrainingProgressed event) throws Exception {
    producer.send(EventType.TRAINING_PROGRESSED.record("/test", event)).get();
  }

  private static void score(KafkaProducer<String, byte[]> producer, String run, int epoch, double mean)
      throws Exception {
    producer.send(EventType.EVALUATION_COMPLETED.record("/test", EvaluationCompleted.newBuilder()
        .setEvaluationId(run + epoch).setCheckpoint(EvaluatedCheckpoint.newBuilder().setRunId(run).setEpoch(epoch)
            .setCheckpointId(String.format("%s-e%04d", run, epoch)))
        .setInceptionScore(InceptionScore.newBuilder().setMean(mean).setStandardDeviation(0.1)).build())).get();
  }
}
