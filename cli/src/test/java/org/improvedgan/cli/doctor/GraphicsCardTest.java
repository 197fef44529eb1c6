package org.improvedgan.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.improvedgan.cli.doctor.GraphicsCard.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphicsCardTest {

  @Test
  void readsWhatNvidiaSmiPrints() {
    assertThat(GraphicsCard.parse("""
        0, NVIDIA H200, 9.0, 570.124.06
        1, NVIDIA GeForce RTX 3090, 8.6, 570.124.06
        """)).containsExactly(
            new GraphicsCard(0, "NVIDIA H200", Optional.of(new Capability(9, 0)), "570.124.06"),
            new GraphicsCard(1, "NVIDIA GeForce RTX 3090", Optional.of(new Capability(8, 6)), "570.124.06"));
  }

  @Test
  void oldDriversTellNoComputeCapability() {
    assertThat(GraphicsCard.parse("0, Tesla K80, 450.51.06\n"))
        .containsExactly(new GraphicsCard(0, "Tesla K80", Optional.empty(), "450.51.06"));
    assertThat(GraphicsCard.parse("0, Tesla K80, [N/A], 450.51.06\n"))
        .containsExactly(new GraphicsCard(0, "Tesla K80", Optional.empty(), "450.51.06"));
  }

  @Test
  void messagesAreNoCards() {
    assertThat(GraphicsCard.parse("No devices were found\n")).isEmpty();
    assertThat(GraphicsCard.parse("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make "
        + "sure that the latest NVIDIA driver is installed and running.\n")).isEmpty();
    assertThat(GraphicsCard.parse("")).isEmpty();
  }

  @Test
  void theDriversFilesTellTheRest(@TempDir Path folder) throws IOException {
    Path gpu = Files.createDirectories(folder.resolve("gpus").resolve("0000:01:00.0"));
    Files.writeString(gpu.resolve("information"), """
        Model: \t\t NVIDIA A100-SXM4-80GB
        IRQ:   \t\t 187
        Bus Type: \t PCIe
        """);
    Files.writeString(folder.resolve("version"), """
        NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024
        GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)
        """);
    assertThat(GraphicsCards.ofDriver(folder))
        .containsExactly(new GraphicsCard(0, "NVIDIA A100-SXM4-80GB", Optional.empty(), "535.183.01"));
    assertThat(GraphicsCards.ofDriver(folder.resolve("missing"))).isEmpty();
  }

  @Test
  void eachCardIsDescribed() {
    assertThat(GraphicsCards.finding(GraphicsCard.parse("0, NVIDIA H200, 9.0, 570.124.06")).detail())
        .isEqualTo("0: NVIDIA H200, compute capability 9.0, driver 570.124.06");
  }
}
