package org.improvedgan.evaluator.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.improvedgan.evaluator.TestConfig;
import org.improvedgan.evaluator.TestData;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.inference.ModelException;
import org.improvedgan.inference.OnnxClassifier;
import org.improvedgan.inference.TestModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifiersTest {

  @TempDir
  private Path folder;

  @Test
  void aConfiguredClassifierScoresEveryDataset() throws Exception {
    byte[] onnx = TestModels.classifier(3);
    Files.write(folder.resolve("own.onnx"), onnx);
    Files.writeString(folder.resolve("own.properties"), new ClassifierManifest("own", "anything", "images",
        new ImageShape(28, 28, 1), "logits", 10, "features", 32, 0.5, 100, TestData.sha256(onnx), "none").format());

    Classifiers classifiers = configured("own.onnx");
    classifiers.require("landscapes", 1);
    assertThat(classifiers.forDataset("mnist").name()).isEqualTo("own");
    assertThat(classifiers.forDataset("landscapes")).isSameAs(classifiers.forDataset("mnist"));
    classifiers.close();
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatExceptionOfType(ModelException.class).isThrownBy(() -> configured("missing.onnx").forDataset("mnist"))
        .withMessageContaining("missing.onnx").withMessageContaining("missing.properties");
  }

  @Test
  void theBundledComesBeforeTheOfficial() throws Exception {
    Classifiers classifiers = classifiers(Map.of());
    assertThat(classifiers.forDataset("mnist").name()).isEqualTo("mnist-classifier");
    assertThatExceptionOfType(ModelException.class).isThrownBy(() -> classifiers.require("landscapes", 1))
        .withMessageContaining("\"landscapes\"").withMessageContaining("3 channels, not 1")
        .withMessageContaining("evaluator.classifier");
    classifiers.require("landscapes", 3);
    assertThat(classifiers.forDataset("landscapes").name()).isEqualTo("stands-for-the-official");
    assertThat(classifiers(Map.of("evaluator.classifier", "official")).forDataset("mnist").name())
        .isEqualTo("stands-for-the-official");
    classifiers.close();
  }

  /** Everybody waits for the same attempts, and whoever is interrupted goes. */
  @Test
  void theOfficialIsTriedUntilItIsThere() throws Exception {
    EvaluationProgress progress = new EvaluationProgress(new SimpleMeterRegistry());
    CountDownLatch there = new CountDownLatch(1);
    OfficialClassifier official = new OfficialClassifier(listener -> {
      if (there.getCount() > 0) {
        listener.update("inception.tgz", 12_000_000, 88_931_400);
        assertThat(progress.preparing())
            .contains("The official Inception is being downloaded: 12 of 88 MB.");
        throw new ModelException("Put the file there.");
      }
      return standIn();
    }, Duration.ofMillis(10), progress);
    CompletableFuture<OnnxClassifier> waiter = CompletableFuture.supplyAsync(() -> await(official));
    Thread other = new Thread(() -> await(official));
    other.start();
    Awaitility.await().until(() -> progress.waiting().equals(List.of("Put the file there.")));
    other.interrupt();
    other.join(10_000);
    assertThat(other.isAlive()).isFalse();
    assertThat(waiter).isNotDone();

    there.countDown();
    assertThat(waiter.get(10, TimeUnit.SECONDS).name()).isEqualTo("stands-for-the-official");
    assertThat(official.await()).isSameAs(waiter.get());
    assertThat(progress.waiting()).isEmpty();
    official.close();
  }

  private static OnnxClassifier await(OfficialClassifier official) {
    try {
      return official.await();
    } catch (InterruptedException e) {
      return null;
    }
  }

  private static OnnxClassifier standIn() {
    byte[] onnx = TestModels.classifier(4);
    return OnnxClassifier.load(new ClassifierManifest("stands-for-the-official", "anything", "images",
        new ImageShape(28, 28, 1), "logits", 10, "features", 32, 0.5, 100, TestData.sha256(onnx), "none"), onnx, 1);
  }

  private Classifiers configured(String model) {
    return classifiers(Map.of("evaluator.classifier", folder.resolve(model).toString()));
  }

  private static Classifiers classifiers(Map<String, String> settings) {
    return new Classifiers(TestConfig.of(settings), new OfficialClassifier(listener -> standIn(),
        Duration.ofSeconds(1), new EvaluationProgress(new SimpleMeterRegistry())));
  }
}
