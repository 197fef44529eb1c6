package org.improvedgan.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.engine.EngineKind;
import org.improvedgan.gan.engine.EngineOptions;
import org.junit.jupiter.api.Test;

class RunRecordTest {

  private static final EngineOptions ENGINE = EngineOptions.of(EngineKind.ONNXRUNTIME, 1);

  /** Earlier versions recorded a run's experiment and settings, of which there were fewer. */
  @Test
  void anEarlierVersionsRunGetsItsCommand() {
    Settings settings = Experiments.named("mnist-demo").settings().with(Map.of("seed", "3", "seed-data", "4"));
    Map<String, String> earlier = new HashMap<>(settings.toMap());
    earlier.remove("label-smoothing");
    RunRecord record = new RunRecord("demo-1", "mnist-demo", null, null, earlier, null, 0, 0)
        .trainedBy("abc").described(ENGINE).trainedBy("def");
    assertThat(record.command()).isEqualTo("./gan train mnist-demo --seed 3 --set seed-data=4 --threads 1");
    assertThat(record.overrides()).containsOnly(Map.entry("seed", "3"), Map.entry("seed-data", "4"));
    assertThat(record.settings()).isEqualTo(settings.toMap());
    assertThat(record.revisions()).containsExactly("abc", "def");
    assertThat(record.run()).isEqualTo("demo-1");
  }

  @Test
  void aRunOfAUsersFileStaysAsItIs() {
    Settings settings = Experiments.named("mnist-demo").settings();
    RunRecord record = new RunRecord("x", "my-own", null, null, settings.toMap(), null, 0, 0);
    assertThat(record.described(ENGINE)).isEqualTo(record);
  }
}
