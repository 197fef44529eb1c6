package org.improvedgan.cli.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.checkpoints.CheckpointCatalog;
import org.improvedgan.checkpoints.CheckpointPublisher;
import org.improvedgan.checkpoints.CheckpointReader;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.CheckpointPart;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.Device;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.inference.HostileModels;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.ModelException;
import org.improvedgan.inference.OnnxGenerator;
import org.improvedgan.inference.OnnxModelBuilder;
import org.improvedgan.inference.TestModels;
import org.improvedgan.kafka.local.LocalKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Against a real broker. */
class PublishCommandTest {

  private static LocalKafka kafka;

  private final List<Exception> failures = new ArrayList<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  @TempDir
  private Path folder;

  @BeforeAll
  static void startKafka() {
    kafka = LocalKafka.startTemporary();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Topics.createAll(admin);
    }
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  private int publish(byte[] onnx, String run, String... options) throws IOException {
    Path file = Files.write(folder.resolve("g.onnx"), onnx);
    List<String> arguments = new ArrayList<>(
        List.of(file.toString(), "--run", run, "--kafka", kafka.bootstrapServers()));
    arguments.addAll(List.of(options));
    Terminal terminal = new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8), false, 80, System::nanoTime);
    CommandLine line = new CommandLine(new PublishCommand(terminal, new Installation(folder)));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((failure, command, parsed) -> failures.add(failure) ? 1 : 0);
    line.setParameterExceptionHandler((failure, parsed) -> failures.add(failure) ? 2 : 0);
    return line.execute(arguments.toArray(String[]::new));
  }

  private void fails(Class<? extends Exception> type, String sentence) {
    assertThat(failures).singleElement().asInstanceOf(InstanceOfAssertFactories.THROWABLE)
        .isInstanceOf(type).hasMessageContaining(sentence);
    failures.clear();
  }

  private static List<CheckpointManifest> published(String run) {
    try (CheckpointCatalog catalog = new CheckpointCatalog(Map.of("bootstrap.servers", kafka.bootstrapServers()),
        manifest -> { }, id -> { })) {
      catalog.start();
      catalog.awaitCaughtUp(Duration.ofSeconds(60));
      return catalog.all().stream().filter(manifest -> manifest.getRunId().equals(run)).toList();
    }
  }

  /** z is the image, [N, 3, 2, 2], after a tanh; with classes, these are added before it. */
  private static byte[] model(float shift, boolean conditional) {
    OnnxModelBuilder model = new OnnxModelBuilder().input("noise", OnnxModelBuilder.FLOAT, -1, 12, 1, 1)
        .integers("shape", -1, 3, 2, 2).integers("flat", -1, 12).weights("shift", new float[] {shift})
        .node("Reshape", List.of("noise", "flat"), "z").node("Add", List.of("z", "shift"), "shifted");
    if (conditional) {
      model.input("label", OnnxModelBuilder.INT64, -1)
          .weights("table", new float[] {-3, 0, 3}, 3, 1)
          .node("Gather", List.of("table", "label"), "embedded").node("Add", List.of("shifted", "embedded"), "sum");
    }
    return model.node("Tanh", List.of(conditional ? "sum" : "shifted"), "t")
        .node("Reshape", List.of("t", "shape"), "out")
        .output("out", OnnxModelBuilder.FLOAT, -1, 3, 2, 2).build();
  }

  @Test
  void anExportedModelBecomesACheckpointThatCanBeSampled() throws IOException {
    assertThat(publish(model(0, true), "cond", "--classes", "3", "--dataset", "cifar10", "--metric", "fid=12.5"))
        .as("%s", failures).isZero();
    assertThat(said.toString(StandardCharsets.UTF_8)).isEqualTo("""
        z is "noise", 12 numbers, NORMAL; the class is "label", 3 of them
        images are "out", 2x2x3 (height, width, channels), nchw, values from -1,1 (black, white)
        """);
    CheckpointManifest manifest = published("cond").get(0);
    assertThat(manifest.getCheckpointId()).isEqualTo("cond-e0001");
    assertThat(manifest.getExperiment()).isEqualTo("published");
    assertThat(manifest.getDataset()).isEqualTo("cifar10");
    assertThat(manifest.getMetricsMap()).isEqualTo(Map.of("fid", 12.5));
    assertThat(manifest.getClasses()).isEqualTo(3);
    assertThat(manifest.getLatent().getSize()).isEqualTo(12);
    assertThat(manifest.getPartsList()).extracting(CheckpointPart::getName).containsExactly("generator.onnx");
    byte[] generator;
    try (CheckpointReader reader = new CheckpointReader(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      generator = reader.read(manifest, Set.of(CheckpointBundle.GENERATOR)).get(CheckpointBundle.GENERATOR);
    }
    GeneratorSpec spec = new GeneratorSpec(LatentKind.NORMAL, 12, new ImageShape(2, 2, 3), 3);
    try (OnnxGenerator loaded = OnnxGenerator.load(generator, spec, Device.CPU, 1)) {
      assertThat(loaded.generate(1, 0, 6).count()).isEqualTo(6);
    }
  }

  @Test
  void epochsCountOnAndTheLastAreKept() throws IOException {
    byte[] first = model(0, false);
    assertThat(publish(first, "counted", "--epoch", "7")).as("%s", failures).isZero();
    assertThat(publish(first, "counted", "--epoch", "7")).as("the same again").isZero();
    assertThat(publish(model(1, false), "counted", "--epoch", "7")).isEqualTo(1);
    fails(UserError.class, "Checkpoint counted-e0007 is there already, with another generator: choose another --epoch");
    assertThat(publish(model(1, false), "counted", "--keep", "2")).isZero();
    assertThat(publish(model(2, false), "counted", "--keep", "2")).isZero();
    assertThat(published("counted")).extracting(CheckpointManifest::getCheckpointId)
        .containsExactly("counted-e0008", "counted-e0009");
    assertThat(publish(first, "counted", "--keep", "2", "--epoch", "3")).isEqualTo(1);
    fails(UserError.class, "The run counted keeps its last 2 checkpoints, which all have epochs above 3");
  }

  @Test
  void theRunOfATrainerIsLeftAlone() throws IOException {
    Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (CheckpointPublisher trainer = new CheckpointPublisher(connection, "trainer-trained", 9)) {
      trainer.publish(new CheckpointBundle(CheckpointManifest.newBuilder().setCheckpointId("trained-e0001")
          .setRunId("trained").setExperiment("mnist-demo").setEpoch(1).build(), Map.of("state.bin", new byte[3])));
    }
    assertThat(publish(model(0, false), "trained")).isEqualTo(1);
    fails(UserError.class, "The run trained belongs to the experiment mnist-demo of a trainer: choose another name");
  }

  @Test
  void aDryRunOnlyChecksAndWarnsOfWhatLooksWrong() throws IOException {
    assertThat(publish(model(0, false), "dry", "--dry-run", "--range=-0.1,0.1")).as("%s", failures).isZero();
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("Warning: ").contains(" of 420 values lie outside of "
        + "-0.1,0.1 (from -").contains("is this the right --range?");
    said.reset();
    assertThat(publish(TestModels.batchMixingGenerator(1), "dry", "--dry-run", "--latent", "uniform01")).isZero();
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("Warning: an image depends on the others of its batch");
    assertThat(published("dry")).isEmpty();
  }

  @Test
  void whatTheSamplerWouldRefuseIsNotPublished() throws IOException {
    assertThat(publish(HostileModels.nanWhenRun(), "bad", "--latent", "uniform01")).isEqualTo(1);
    fails(ModelException.class, "makes values of ordinary z that are not finite (NaN");
    assertThat(publish(HostileModels.endless(), "bad")).isEqualTo(1);
    fails(ModelException.class, "repeats operations in a Loop");
    assertThat(publish(TestModels.externalGenerator("w.bin"), "bad")).isEqualTo(1);
    fails(ModelException.class, "keeps weights in another file (external data); save the ONNX model as one file.");
    assertThat(published("bad")).isEmpty();
  }

  @Test
  void wrongUsageIsOneSentence() throws IOException {
    byte[] onnx = model(0, false);
    assertThat(publish(onnx, "a b")).isEqualTo(2);
    fails(CommandLine.ParameterException.class, "--run must be 1 to 100 letters, digits, dots, hyphens or underscores");
    assertThat(publish(onnx, "r", "--epoch", "0")).isEqualTo(2);
    fails(CommandLine.ParameterException.class, "--epoch must be 1 or more, not 0.");
    assertThat(publish(onnx, "r", "--range", "1")).isEqualTo(2);
    fails(CommandLine.ParameterException.class, "a range is two numbers, the lower first, such as -1,1");
    assertThat(publish(onnx, "r", "--class-input", "label")).isEqualTo(2);
    fails(CommandLine.ParameterException.class, "--class-input needs --classes too.");
    assertThat(publish(onnx, "r", "--metric", "fid=NaN")).isEqualTo(2);
    fails(CommandLine.ParameterException.class, "--metric must be NAME=VALUE with a finite number");
    assertThat(published("r")).isEmpty();
  }
}
