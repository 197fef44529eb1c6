package org.improvedgan.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.kafka.local.FreePort;
import org.improvedgan.kafka.local.LocalKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sampler's page in a browser, while checkpoints come. */
class GalleryTest {

  private static final String RUN = "gallery";

  @TempDir
  private Path folder;
  private LocalKafka kafka;
  private ServiceProcess sampler;

  @BeforeEach
  void start() throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(RunningSystem.PATIENCE.toMillis());
    kafka = LocalKafka.start(folder.resolve("kafka"), 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Topics.createAll(admin);
    }
    sampler = ServiceProcess.start(folder, "sampler-service", Map.of("KAFKA_BOOTSTRAP_SERVERS",
        kafka.bootstrapServers(), "QUARKUS_GRPC_SERVER_PORT", String.valueOf(FreePort.next())));
    sampler.awaitStarted();
  }

  @AfterEach
  void stop() {
    sampler.close();
    kafka.close();
  }

  @Test
  void imagesAreShownThroughTraining() {
    try (Browser browser = Browser.open()) {
      Page page = browser.page();
      page.navigate(sampler.url());
      browser.awaitText("No checkpoint yet.");
      for (int epoch = 1; epoch <= 3; epoch++) {
        publish(epoch);
      }
      score(2, 7.25);
      Locator latest = page.locator("#latest-caption");
      Locator chosen = page.locator("#training-caption");
      Locator step = page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName("Checkpoint"));
      assertThat(latest).containsText("gallery-e0003, epoch 3");
      assertThat(chosen).containsText("gallery-e0003, epoch 3");

      step.press("ArrowLeft");
      assertThat(chosen).hasText("gallery-e0002, epoch 2, Inception score 7.25");
      assertThat(step).hasAttribute("aria-valuetext", "epoch 2, Inception score 7.25");
      assertThat(page.locator("#training-image")).hasAttribute("src", Pattern.compile(
          "grid\\.png\\?checkpoint=gallery-e0002&seed=7&count=64&columns=8&scale=2"));
      assertThat(page.locator("#way-image")).hasAttribute("src", Pattern.compile(
          "interpolation\\.png\\?checkpoint=gallery-e0002&seeds=1%2C2%2C3&steps=8&scale=2"));
      assertLoaded(page, "training-image", "way-image", "latest-image");

      // A new checkpoint is the latest, and does not take the chosen one away.
      publish(4);
      assertThat(latest).containsText("gallery-e0004, epoch 4");
      assertThat(chosen).containsText("gallery-e0002");
      assertThat(step).hasAttribute("max", "3");

      page.getByLabel("Seed", new Page.GetByLabelOptions().setExact(true)).fill("99");
      page.getByLabel("Seed", new Page.GetByLabelOptions().setExact(true)).press("Enter");
      assertThat(page.locator("#training-image")).hasAttribute("src", Pattern.compile("seed=99"));
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("gallery-e0001")).press("Enter");
      assertThat(chosen).containsText("gallery-e0001, epoch 1");
      assertThat(browser.troubles()).isEmpty();
    }
  }

  @Test
  void itFitsANarrowScreenAndNamesWhatIsOnIt() {
    publish(1);
    try (Browser browser = Browser.open()) {
      Page page = browser.page();
      for (int width : List.of(320, 1100)) {
        page.setViewportSize(width, 800);
        page.navigate(sampler.url());
        assertThat(page.locator("#latest-caption")).containsText("gallery-e0001");
        assertThat(page.locator("#way-caption")).containsText("gallery-e0001");
        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).as("width of the page")
            .isEqualTo(width);
      }
      assertThat((List<?>) page.evaluate("[...document.querySelectorAll('input, select')].filter("
          + "one => one.checkVisibility() && !one.labels.length).map(one => one.id)"))
          .as("fields without a name").isEmpty();
      assertThat((List<?>) page.evaluate("[...document.querySelectorAll('figure img')].filter(one => !one.alt)"
          + ".map(one => one.id)")).as("pictures without a description").isEmpty();
      assertThat(browser.troubles()).isEmpty();
    }
  }

  @Test
  void whatCannotBeShownIsSaid() {
    publish(1);
    try (Browser browser = Browser.open()) {
      Page page = browser.page();
      page.navigate(sampler.url());
      assertThat(page.locator("#training-caption")).containsText("gallery-e0001");
      page.getByLabel("Truncation").fill("2");
      page.getByLabel("Truncation").press("Enter");
      assertThat(page.locator("#training-caption"))
          .hasText("truncation of a uniform z must be above 0 to 1, not 2.0.");
      page.getByLabel("Seeds").fill("1");
      page.getByLabel("Seeds").press("Enter");
      assertThat(page.locator("#way-caption"))
          .hasText("Write two or more seeds with commas between them, and 1 to 32 steps.");
    }
  }

  private static void assertLoaded(Page page, String... images) {
    for (String image : images) {
      assertThat((boolean) page.evaluate(
          "id => document.getElementById(id).complete && document.getElementById(id).naturalWidth > 0", image))
          .as(image + " has come").isTrue();
    }
  }

  private void publish(int epoch) {
    DigitCheckpoints.publish(kafka.bootstrapServers(), RUN, epoch, epoch);
  }

  private void score(int epoch, double mean) {
    EvaluationCompleted.Builder evaluation = EvaluationCompleted.newBuilder().setEvaluationId("score-" + epoch);
    evaluation.getCheckpointBuilder().setCheckpointId(CheckpointBundle.id(RUN, epoch));
    evaluation.getInceptionScoreBuilder().setMean(mean);
    try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
        new StringSerializer(), new ByteArraySerializer())) {
      producer.send(EventType.EVALUATION_COMPLETED.record("/test", evaluation.build()));
    }
  }
}
