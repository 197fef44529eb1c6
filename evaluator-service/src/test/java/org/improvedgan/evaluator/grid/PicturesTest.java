package org.improvedgan.evaluator.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PicturesTest {

  private final Pictures pictures = new Pictures(100);

  @Test
  void keepsThoseUsedLastWithinItsBytes() {
    pictures.put("a", new byte[40]);
    pictures.put("b", new byte[40]);
    pictures.get("a");
    pictures.put("c", new byte[40]);

    assertThat(pictures.get("a")).hasValueSatisfying(picture -> assertThat(picture).hasSize(40));
    assertThat(pictures.get("b")).isEmpty();
    assertThat(pictures.get("c")).isPresent();
  }

  @Test
  void makesRoomForALargeOneByAsManySmallOnesAsItTakes() {
    IntStream.range(0, 10).forEach(i -> pictures.put("small " + i, new byte[10]));
    pictures.put("large", new byte[75]);

    assertThat(pictures.get("large")).isPresent();
    assertThat(IntStream.range(0, 10).filter(i -> pictures.get("small " + i).isPresent())).containsExactly(8, 9);
  }

  @Test
  void aPictureDrawnAgainTakesThePlaceOfTheOld() {
    for (int i = 0; i < 10; i++) {
      pictures.put("a", new byte[60]);
    }
    pictures.put("b", new byte[40]);

    assertThat(pictures.get("a")).isPresent();
    assertThat(pictures.get("b")).isPresent();
  }

  @Test
  void onePictureThatIsTooLargeIsNotKept() {
    pictures.put("a", new byte[100]);
    pictures.put("b", new byte[101]);

    assertThat(pictures.get("a")).isPresent();
    assertThat(pictures.get("b")).isEmpty();
  }
}
