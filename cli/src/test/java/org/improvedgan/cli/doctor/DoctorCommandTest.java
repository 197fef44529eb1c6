package org.improvedgan.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.improvedgan.cli.Installation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {

  private static final List<Finding> FINDINGS = List.of(Finding.ok("Java", "17"),
      Finding.absent("GPU", "none is seen", "Nothing to do."));

  @Test
  void eachMissingThingHasItsRemedyBelow() {
    assertThat(DoctorCommand.asTable(FINDINGS).lines()).containsExactly(
        "ok      Java  17",
        "absent  GPU   none is seen",
        "              Nothing to do.");
  }

  @Test
  void jsonHasTheSame() throws Exception {
    JsonNode json = new ObjectMapper().readTree(DoctorCommand.asJson(FINDINGS));
    assertThat(json).hasSize(2);
    assertThat(json.at("/1/state").asText()).isEqualTo("absent");
    assertThat(json.at("/1/remedy").asText()).isEqualTo("Nothing to do.");
  }

  @Test
  void theEnginesCalculateHere() {
    assertThat(EngineChecks.nd4j()).returns(Finding.State.OK, Finding::state);
    assertThat(EngineChecks.onnxRuntime()).returns(Finding.State.OK, Finding::state);
  }

  @Test
  void whatIsNotBuiltIsNamed(@TempDir Path empty) {
    Finding build = MachineChecks.build(new Installation(empty), List.of("trainer-service", "sampler-service"));
    assertThat(build.state()).isEqualTo(Finding.State.BROKEN);
    assertThat(build.detail()).isEqualTo("missing: trainer-service, sampler-service");
  }
}
