package org.improvedgan.evaluator.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.improvedgan.evaluator.TestConfig;
import org.improvedgan.evaluator.TestData;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.inference.ModelException;
import org.improvedgan.inference.TestModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifiersTest {

  @TempDir
  private Path folder;

  @Test
  void aConfiguredClassifierScoresEveryDataset() throws IOException {
    byte[] onnx = TestModels.classifier(3);
    Files.write(folder.resolve("own.onnx"), onnx);
    Files.writeString(folder.resolve("own.properties"), new ClassifierManifest("own", "anything", "images",
        new ImageShape(28, 28, 1), "logits", 10, "features", 32, 0.5, 100, TestData.sha256(onnx), "none").format());

    Classifiers classifiers = configured("own.onnx");
    assertThat(classifiers.forDataset("mnist").name()).isEqualTo("own");
    assertThat(classifiers.forDataset("landscapes")).isSameAs(classifiers.forDataset("mnist"));
    classifiers.close();
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatExceptionOfType(ModelException.class).isThrownBy(() -> configured("missing.onnx").forDataset("mnist"))
        .withMessageContaining("missing.onnx").withMessageContaining("missing.properties");
  }

  private Classifiers configured(String model) {
    return new Classifiers(TestConfig.of(Map.of("evaluator.classifier.model", folder.resolve(model).toString())));
  }
}
