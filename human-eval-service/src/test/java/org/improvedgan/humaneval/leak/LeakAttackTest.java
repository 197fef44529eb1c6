package org.improvedgan.humaneval.leak;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import org.improvedgan.humaneval.leak.Attack.Trial;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.improvedgan.humaneval.testing.TestStudies;
import org.jboss.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The statistical attack on the rating page: everything that raters' browsers get in 240 trials, but for the pixels,
 * tells real from generated no better than chance.
 */
@HumanEvalTest
class LeakAttackTest {
  private static final Logger LOG = Logger.getLogger(LeakAttackTest.class);
  /**
   * With two modes, the chance that both tests together fail although nothing leaks is 2 / (1 + this), below 0.0001.
   */
  private static final int PERMUTATIONS = 20_000;
  private static final double BY_CHANCE = 1.0 / (PERMUTATIONS + 1);
  private static final String SETTINGS = "{'mode': '%s', 'imagesPerRater': %d, 'imagesPerPage': 20, 'poolSize': 300,"
      + " 'arms': [{'name': 'silent', 'feedback': false}]}";

  @Inject
  TestStudies studies;

  @ParameterizedTest
  @CsvSource({"grid, 6, 40", "single, 6, 40"})
  void everythingButThePixelsTellsNothing(String mode, int sessions, int images) {
    var study = studies.open(SETTINGS.formatted(mode, images));
    var warmUp = new Recorder(studies);
    warmUp.watch(study, 1);
    var recorder = new Recorder(studies);
    var trials = recorder.watch(study, sessions);
    assertThat(trials).hasSize(sessions * images);

    var outcome = new Attack(trials).run(PERMUTATIONS, 1);
    LOG.warnf("%s: %s", mode, outcome);
    assertThat(outcome.numbers()).as("numbers that differ between trials at all").isGreaterThan(150);
    assertThat(outcome.chance()).as(outcome.toString()).isGreaterThan(BY_CHANCE);

    // The attack would have found one byte more, and one bit of the address.
    for (var leak : List.of("image: bytes", "address bit 5")) {
      assertThat(new Attack(planted(trials, leak)).run(1000, 1).chance()).as(leak).isEqualTo(1.0 / 1001);
    }
    sameFilesComeUpForNobodyTwice(recorder, images);
  }

  private static List<Trial> planted(List<Trial> trials, String number) {
    return trials.stream().map(trial -> {
      var seen = new LinkedHashMap<>(trial.seen());
      seen.put(number, 100.0 + (trial.generated() ? 1 : 0));
      return new Trial(trial.generated(), seen);
    }).toList();
  }

  private static void sameFilesComeUpForNobodyTwice(Recorder recorder, int images) {
    for (var from = 0; from < recorder.files().size(); from += images) {
      var files = new HashMap<Integer, Integer>();
      recorder.files().subList(from, from + images)
          .forEach(file -> files.merge(Arrays.hashCode(file), 1, Integer::sum));
      assertThat(files).hasSize(images);
    }
  }
}
