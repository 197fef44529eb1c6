package org.improvedgan.humaneval.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.improvedgan.humaneval.study.SettingsJson;
import org.improvedgan.humaneval.study.StudyCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class PresetsTest {
  static final List<JsonNode> PRESETS = List.of(Presets.read().get(0), Presets.read().get(1), Presets.read().get(2),
      Presets.read().get(3));

  @Test
  void thePapersStudiesAreAmongThem() {
    assertThat(Presets.read().findValuesAsText("preset"))
        .containsExactly("figure-2", "best-1-percent", "hype", "quick-look");
  }

  @ParameterizedTest
  @FieldSource("PRESETS")
  void eachCanBeOpenedOnceACheckpointIsChosen(JsonNode preset) {
    preset.at("/settings/arms").forEach(arm -> ((ObjectNode) arm).put("checkpoint", "run-e0001"));
    assertThatCode(() -> {
      StudyCheck.checkId(preset.path("preset").asText());
      StudyCheck.check(SettingsJson.read(preset.path("settings")));
    }).doesNotThrowAnyException();
    assertThat(preset.path("title").asText()).isNotBlank();
    assertThat(preset.path("description").asText()).endsWith(".");
  }
}
