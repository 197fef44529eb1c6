package org.improvedgan.gan.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.drawn.DrawnDigits;
import org.improvedgan.gan.ProgressListener;
import org.improvedgan.gan.ProgressListener.Progress;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A short training on drawn digits: what it reports, and that the exported model is the trained one. */
class ClassifierTrainingTest {
  private static final ClassifierSettings SHORT = new ClassifierSettings(3, 2, 40, 3e-3, 0.05);

  private static LabelledImages train;
  private static LabelledImages test;

  @BeforeAll
  static void draw() {
    train = new DrawnDigits().draw(Split.TRAIN, 2000);
    test = new DrawnDigits().draw(Split.TEST, 500);
  }

  @Test
  void aHundredStepsTellMostDigitsApartAndTheModelIsTheTrainedNetwork() throws Exception {
    List<Progress> heard = new ArrayList<>();

    ClassifierResult result = ClassifierTraining.train(train, test, SHORT, progress -> heard.add(progress));

    assertThat(result.complete()).isTrue();
    assertThat(result.epochAccuracies()).hasSize(2);
    // Guessing gives 0.1.
    assertThat(result.testAccuracy()).isGreaterThan(0.8).isEqualTo(result.epochAccuracies().get(1));
    assertThat(heard).hasSize(100);
    assertThat(heard.get(0).losses()).containsOnlyKeys("classifier.loss");
    assertThat(heard.get(99)).isEqualTo(new Progress(2, 2, 100, 100, heard.get(99).losses()));
    assertThat(heard.get(99).losses()).containsEntry("test.accuracy", result.epochAccuracies().get(0));
    assertThat(right(result.onnx())).isEqualTo((long) Math.rint(result.testAccuracy() * test.count()));
  }

  @Test
  void theSameSeedGivesTheSameModel() {
    ClassifierSettings settings = SHORT.withEpochs(1);
    LabelledImages few = train.slice(0, 400);

    byte[] first = ClassifierTraining.train(few, test, settings, ProgressListener.NONE).onnx();

    assertThat(ClassifierTraining.train(few, test, settings, ProgressListener.NONE).onnx()).isEqualTo(first);
    assertThat(ClassifierTraining.train(few, test, settings.withSeed(4), ProgressListener.NONE).onnx())
        .isNotEqualTo(first);
  }

  @Test
  void theListenerCanStopIt() {
    ClassifierResult result =
        ClassifierTraining.train(train, test, SHORT, progress -> progress.iteration() < 3);

    assertThat(result.complete()).isFalse();
    assertThat(result.epochAccuracies()).isEmpty();
  }

  @Test
  void unfitDataAreRefused() {
    ImageShape tiny = new ImageShape(4, 4, 1);
    LabelledImages small = new LabelledImages(
        "drawn-digits", Split.TEST, new Images(tiny, 1, new byte[tiny.size()]), new int[1], 10);
    assertThatThrownBy(() -> ClassifierTraining.train(train, small, SHORT, ProgressListener.NONE))
        .isInstanceOf(TrainingException.class).hasMessageStartingWith("Training and test images differ");
    assertThatThrownBy(() -> ClassifierTraining.train(small, small, SHORT, ProgressListener.NONE))
        .isInstanceOf(TrainingException.class).hasMessageContaining("at least 8x8");
    assertThatThrownBy(() -> ClassifierTraining.train(train.slice(0, 10), test, SHORT, ProgressListener.NONE))
        .isInstanceOf(TrainingException.class).hasMessageContaining("fewer images than one batch of 40");
    assertThatThrownBy(() -> SHORT.withEpochs(0)).isInstanceOf(TrainingException.class);
  }

  @Test
  void aClassifierIsNamedAfterItsDataset() {
    assertThat(ClassifierTraining.datasetOf("drawn-digits-classifier")).contains("drawn-digits");
    assertThat(ClassifierTraining.datasetOf("mnist-demo")).isEmpty();
    assertThat(ClassifierTraining.datasetOf("-classifier")).isEmpty();
  }

  /** How many test images the model names rightly in ONNX Runtime, and that its outputs have their declared sizes. */
  private static long right(byte[] onnx) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    ByteBuffer pixels = ByteBuffer.allocateDirect(test.images().pixels().length).put(test.images().pixels()).flip();
    long[] shape = {test.count(), 28, 28, 1};
    try (OrtSession session = environment.createSession(onnx);
        OnnxTensor images = OnnxTensor.createTensor(environment, pixels, shape, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of("images", images))) {
      float[][] logits = (float[][]) result.get("logits").orElseThrow().getValue();
      float[][] features = (float[][]) result.get("features").orElseThrow().getValue();
      assertThat(features).hasDimensions(test.count(), ClassifierNetwork.FEATURES);
      assertThat(Arrays.stream(features).allMatch(row -> row[0] >= 0)).isTrue();
      long right = 0;
      for (int i = 0; i < logits.length; i++) {
        float[] row = logits[i];
        int label = test.labels()[i];
        boolean largest = true;
        for (float value : row) {
          largest &= value <= row[label];
        }
        right += largest ? 1 : 0;
      }
      return right;
    }
  }
}
