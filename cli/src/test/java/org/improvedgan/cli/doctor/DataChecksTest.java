package org.improvedgan.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.improvedgan.cli.doctor.Finding.State;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.DownloadProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataChecksTest {
  @TempDir
  private Path folder;

  private List<Finding> findings(Optional<Path> data) {
    return DataChecks.all(new DataLocation(data, folder.resolve("cache"), true, DownloadProgress.NONE));
  }

  private static Finding of(List<Finding> findings, String name) {
    return findings.stream().filter(finding -> finding.name().equals("Data: " + name)).findFirst().orElseThrow();
  }

  /** No data set is needed by everything: digits can always be drawn. */
  @Test
  void takesNoMissingSetForAFault() {
    List<Finding> findings = findings(Optional.empty());
    assertThat(findings).hasSameSizeAs(Datasets.names()).noneMatch(finding -> finding.state() == State.BROKEN);
    assertThat(of(findings, "drawn-digits").state()).isEqualTo(State.OK);
    assertThat(of(findings, "cifar10")).isEqualTo(Finding.absent("Data: cifar10", "not in " + folder.resolve("cache"),
        "Nothing to do: the first command that needs it downloads it."));
    assertThat(of(findings, "imagenet128").remedy())
        .isEqualTo("Nothing to do, or put it there as docs/data.md says, if you want to train on it.");
  }

  /** What a named data folder does not have is looked for nowhere else. */
  @Test
  void namesTheOnlyPlaceWhereItLooked() {
    assertThat(of(findings(Optional.of(folder)), "svhn")).isEqualTo(Finding.absent("Data: svhn", "not in " + folder,
        "Nothing to do, or put it there as docs/data.md says, if you want to train on it; without GAN_DATA it would "
            + "be downloaded."));
  }
}
