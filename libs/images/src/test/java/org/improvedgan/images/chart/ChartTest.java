package org.improvedgan.images.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.junit.jupiter.api.Test;

class ChartTest {
  private static final int BLUE = 0x0072b2;
  private static final int VERMILION = 0xd55e00;

  @Test
  void everyAsciiLetterIsInTheFont() {
    for (int letter = ' '; letter <= '~'; letter++) {
      assertThat(Font.has(letter)).as("%c", letter).isTrue();
    }
    assertThat("±·×λ".chars().allMatch(Font::has)).isTrue();
    assertThat(Font.glyph('漢')).isEqualTo(Font.glyph('?'));
    assertThat(Font.width("ab")).isEqualTo(11);
  }

  @Test
  void ticksAreRound() {
    assertThat(new Axis(0, 1, false).ticks()).containsExactly(0.0, 0.2, 0.4, 0.6, 0.8, 1.0);
    assertThat(new Axis(-3, 47, false).ticks()).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0);
    assertThat(new Axis(0.05, 20, true).ticks()).containsExactly(0.1, 1.0, 10.0);
    assertThat(new Axis(80, 700, true).ticks()).containsExactly(100.0, 200.0, 500.0);
    assertThat(new Axis(80, 200, true).ticks()).containsExactly(80.0, 100.0, 120.0, 140.0, 160.0, 180.0, 200.0);
  }

  @Test
  void labelsAreAsPeopleWriteThem() {
    assertThat(List.of(0.0, 0.3, 12_000.0, -2.5, 0.00002, 3e9, 1500.5).stream().map(Axis::label))
        .containsExactly("0", "0.3", "12,000", "-2.5", "2e-5", "3e9", "1,500.5");
  }

  @Test
  void aLogarithmicAxisMakesRatiosEqual() {
    Axis axis = new Axis(1, 100, true);
    assertThat(axis.position(10)).isCloseTo(0.5, within(1e-12));
    assertThat(axis.position(0)).isNaN();
  }

  @Test
  void theSameNumbersGiveTheSamePixels() {
    Panel panel = Panel.of("Losses", "epoch", "loss")
        .with(new Panel.Line("a", new double[] {1, 2, 3}, new double[] {1, Double.NaN, 2}));
    assertThat(Chart.of(List.of(panel, panel), 2, 300, 200)).isEqualTo(Chart.of(List.of(panel, panel), 2, 300, 200));
    assertThat(Chart.of(List.of(panel, panel), 2, 300, 200).shape()).isEqualTo(new ImageShape(200, 600, 3));
  }

  @Test
  void linesHaveColoursOfTheirOwn() {
    Panel panel = Panel.of("Title", "x", "y")
        .with(new Panel.Line("first", new double[] {0, 10}, new double[] {0, 10}))
        .with(new Panel.Line("second", new double[] {0, 10}, new double[] {10, 0}));
    assertThat(colours(Chart.of(List.of(panel), 1, 400, 300))).contains(BLUE, VERMILION);
  }

  @Test
  void withoutNumbersThereAreStillAxes() {
    Panel panel = Panel.of("Nothing", "x", "y").withLogarithmicY()
        .with(new Panel.Line("zero", new double[] {1}, new double[] {0}));
    assertThat(colours(Chart.of(List.of(panel), 1, 300, 200))).hasSizeGreaterThan(3);
  }

  @Test
  void aLineIsAsWideAsItSaysAndStaysInItsClip() {
    Canvas canvas = new Canvas(20, 20);
    canvas.line(new double[] {-50, 50}, new double[] {10, 10}, 3, 0, new Canvas.Clip(5, 0, 15, 20));
    Images image = canvas.image();
    assertThat(grey(image, 4, 10)).isEqualTo(255);
    assertThat(List.of(
        grey(image, 9, 8), grey(image, 9, 9), grey(image, 9, 10), grey(image, 9, 11), grey(image, 9, 12)))
        .containsExactly(255, 0, 0, 0, 255);
  }

  @Test
  void aChartNeedsAPanel() {
    assertThatThrownBy(() -> Chart.of(List.of(), 1, 300, 200)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Panel.Line("uneven", new double[2], new double[3])).hasMessageContaining("uneven");
  }

  private static int grey(Images image, int x, int y) {
    return image.pixels()[(y * image.shape().width() + x) * 3] & 0xff;
  }

  private static Set<Integer> colours(Images image) {
    Set<Integer> colours = new HashSet<>();
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i += 3) {
      colours.add((pixels[i] & 0xff) << 16 | (pixels[i + 1] & 0xff) << 8 | pixels[i + 2] & 0xff);
    }
    return colours;
  }
}
