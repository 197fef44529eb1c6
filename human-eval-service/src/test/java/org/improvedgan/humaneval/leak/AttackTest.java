package org.improvedgan.humaneval.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.improvedgan.humaneval.leak.Attack.Trial;
import org.junit.jupiter.api.Test;

/** The attack finds leaks where there are some, and none where there is none. */
class AttackTest {
  private static final int PERMUTATIONS = 2000;
  private static final double LEAST = 1.0 / (PERMUTATIONS + 1);

  /** 20 data sets without a leak: the probabilities spread from 0 to 1. */
  @Test
  void noiseTellsNothing() {
    var chances = new ArrayList<Double>();
    for (var seed = 0; seed < 20; seed++) {
      chances.add(new Attack(trials(seed, 60, (generated, seen) -> { })).run(400, seed).chance());
    }
    assertThat(chances).allMatch(chance -> chance > 0.004);
    assertThat(chances.stream().mapToDouble(Double::doubleValue).average().orElseThrow()).isBetween(0.25, 0.75);
  }

  @Test
  void oneByteMoreIsFound() {
    found((generated, seen) -> seen.put("bytes", generated ? 868.0 : 867.0));
  }

  @Test
  void aBitOfAnAddressIsFound() {
    found((generated, seen) -> seen.put("bit 3", generated ? 1.0 : 0.0));
  }

  /** Slower by one standard deviation of the noise. */
  @Test
  void aSlowerAnswerIsFound() {
    var noise = new Random(7);
    found((generated, seen) -> seen.put("millis", noise.nextGaussian() + (generated ? 1 : 0)));
  }

  @Test
  void anOrderIsFound() {
    found((generated, seen) -> seen.put("position", generated ? seen.get("bit 9") * 7 : 3 + seen.get("bit 9") * 9));
  }

  /** Too weak in each number for any of them alone. */
  @Test
  void manyWeakSignsTogetherAreFound() {
    var noise = new Random(8);
    var outcome = found((generated, seen) -> {
      for (var i = 0; i < 60; i++) {
        seen.put("bit " + i, noise.nextGaussian() + (generated ? 0.25 : 0));
      }
    });
    assertThat(outcome.linear()).isGreaterThan(180);
  }

  private static Attack.Outcome found(BiConsumer<Boolean, Map<String, Double>> leak) {
    var outcome = new Attack(trials(1, 240, leak)).run(PERMUTATIONS, 1);
    assertThat(outcome.chance()).as(outcome.toString()).isEqualTo(LEAST);
    return outcome;
  }

  private static List<Trial> trials(long seed, int count, BiConsumer<Boolean, Map<String, Double>> leak) {
    var random = new Random(seed);
    List<Trial> trials = new ArrayList<>();
    for (var i = 0; i < count; i++) {
      var generated = random.nextBoolean();
      Map<String, Double> seen = new LinkedHashMap<>();
      for (var bit = 0; bit < 60; bit++) {
        seen.put("bit " + bit, random.nextBoolean() ? 1.0 : 0.0);
      }
      seen.put("constant", 200.0);
      leak.accept(generated, seen);
      trials.add(new Trial(generated, seen));
    }
    return trials;
  }
}
