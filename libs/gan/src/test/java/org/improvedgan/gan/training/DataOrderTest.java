package org.improvedgan.gan.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.datasets.drawn.DrawnDigits;
import org.junit.jupiter.api.Test;

class DataOrderTest {
  private final LabelledImages train = new DrawnDigits().draw(Split.TRAIN, 300);

  @Test
  void labelledImagesAreEquallyManyOfEachClass() {
    int[] chosen = LabelledSplit.choose(train, 50, 1);
    assertThat(chosen).doesNotHaveDuplicates().hasSize(50);
    for (int digit = 0; digit < 10; digit++) {
      int wanted = digit;
      assertThat(Arrays.stream(chosen).filter(i -> train.labels()[i] == wanted).count()).isEqualTo(5);
    }
    assertThat(LabelledSplit.choose(train, 50, 1)).isEqualTo(chosen);
    assertThat(LabelledSplit.choose(train, 50, 2)).isNotEqualTo(chosen);
  }

  @Test
  void zeroLabelsAreAll() {
    assertThat(LabelledSplit.choose(train, 0, 1)).isEqualTo(IntStream.range(0, 300).toArray());
  }

  @Test
  void anEpochShowsEveryImageOnceAndTheLabelledOnesInTurns() {
    int[] labelled = {5, 17, 200};
    EpochOrder order = EpochOrder.of(1, 4, labelled, 300, 300);
    assertThat(order.unlabelled()).containsExactlyInAnyOrder(IntStream.range(0, 300).toArray());
    assertThat(order.matched()).containsExactlyInAnyOrder(IntStream.range(0, 300).toArray());
    assertThat(order.matched()).isNotEqualTo(order.unlabelled());
    for (int i = 0; i < 300; i += 3) {
      assertThat(Arrays.copyOfRange(order.labelled(), i, i + 3)).containsExactlyInAnyOrder(labelled);
    }
    assertThat(EpochOrder.of(1, 5, labelled, 300, 300).unlabelled()).isNotEqualTo(order.unlabelled());
  }
}
