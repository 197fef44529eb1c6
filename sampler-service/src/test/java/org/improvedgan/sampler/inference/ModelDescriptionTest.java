package org.improvedgan.sampler.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.inference.v2.ModelMetadataResponse;
import org.improvedgan.sampler.TestCheckpoints;
import org.junit.jupiter.api.Test;

class ModelDescriptionTest {

  @Test
  void aConditionalModelHasTheInputClass() {
    CheckpointManifest manifest = TestCheckpoints.manifest("run", 3).toBuilder().setClasses(10).build();
    ModelMetadataResponse metadata =
        ModelDescription.of(new Models.Model("run", "run", List.of(manifest)), manifest);
    assertThat(metadata.getInputsList()).extracting(input -> input.getName() + input.getDatatype())
        .containsExactly("zFP32", "classINT64");
    assertThat(metadata.getInputs(1).getShapeList()).containsExactly(-1L);
    assertThat(metadata.getPropertiesMap()).containsEntry("classes", "10");
  }

  @Test
  void aVersionIsAnEpochOnlyWhereThatMeansOneCheckpoint() {
    CheckpointManifest first = TestCheckpoints.manifest("run", 3);
    CheckpointManifest again = first.toBuilder().setCheckpointId("run-again").build();
    CheckpointManifest other = TestCheckpoints.manifest("run", 4);
    Models.Model model = new Models.Model("run", "run", List.of(first, again, other));
    assertThat(model.version(first)).isEqualTo("run-e0003");
    assertThat(model.version(again)).isEqualTo("run-again");
    assertThat(model.version(other)).isEqualTo("4");
    assertThat(new Models.Model("generator", "", List.of(other)).version(other)).isEqualTo("run-e0004");
  }
}
