package org.improvedgan.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.improvedgan.cli.doctor.Finding.State;
import org.improvedgan.cli.doctor.GraphicsCard.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaChecksTest {

  private static final List<GraphicsCard> H200 = GraphicsCard.parse("0, NVIDIA H200, 9.0, 570.124.06");
  private static final List<GraphicsCard> A100 = GraphicsCard.parse("0, NVIDIA A100-SXM4-80GB, 8.0, 535.183.01");
  private static final IntFunction<Optional<String>> WORKS = index -> Optional.empty();

  /** A card runs code for its own generation that is no newer than itself; there is no PTX. */
  @ParameterizedTest
  @CsvSource({
      "3.5, false, false", "3.7, true, false", "5.3, true, false", "6.1, true, true", "7.5, true, true",
      "8.0, true, true", "8.6, true, true", "8.9, true, true", "9.0, false, true", "10.0, false, false",
      "12.0, false, true"})
  void machineCodeDecides(String card, boolean nd4j, boolean onnxRuntime) {
    Capability capability = Capability.parse(card).orElseThrow();
    assertThat(CudaLibrary.ND4J.runsOn(capability)).isEqualTo(nd4j);
    assertThat(CudaLibrary.ONNX_RUNTIME.runsOn(capability)).isEqualTo(onnxRuntime);
  }

  @ParameterizedTest
  @CsvSource({"525.60.13, true", "525.60.11, false", "570.124.06, true", "470.256.02, false", "525.105.17, true"})
  void driversAreComparedNumberByNumber(String driver, boolean enough) {
    assertThat(CudaLibrary.ONNX_RUNTIME.runsWith(driver)).isEqualTo(enough);
  }

  @Test
  void theProofIsCalculatingOnTheCard() {
    Finding finding = CudaChecks.check(CudaLibrary.ONNX_RUNTIME, true, H200, WORKS);
    assertThat(finding.state()).isEqualTo(State.OK);
    assertThat(finding.detail()).isEqualTo("calculates on 0: NVIDIA H200");
  }

  @Test
  void aCardWithoutMachineCodeIsNotTried() {
    Finding finding = CudaChecks.check(CudaLibrary.ND4J, true, H200, index -> {
      throw new AssertionError("tried");
    });
    assertThat(finding.state()).isEqualTo(State.ABSENT);
    assertThat(finding.detail()).startsWith("NVIDIA H200 has compute capability 9.0").contains("8.6");
    assertThat(finding.remedy()).contains("--engine onnxruntime");
  }

  @Test
  void aBuildWithoutTheCodeSaysHowToGetIt() {
    Finding finding = CudaChecks.check(CudaLibrary.ONNX_RUNTIME, false, A100, WORKS);
    assertThat(finding.state()).isEqualTo(State.ABSENT);
    assertThat(finding.remedy()).contains("GAN_PROFILES=gpu");
  }

  @Test
  void anOldDriverIsNamed() {
    Finding finding = CudaChecks.check(CudaLibrary.ONNX_RUNTIME, true,
        GraphicsCard.parse("0, Tesla T4, 7.5, 470.256.02"), WORKS);
    assertThat(finding.state()).isEqualTo(State.ABSENT);
    assertThat(finding.detail()).contains("470.256.02").contains("525.60.13");
  }

  @Test
  void missingLibrariesAreBrokenAndHaveTheirRemedy() {
    Finding finding = CudaChecks.check(CudaLibrary.ONNX_RUNTIME, true, H200, index -> Optional.of(
        "libcublasLt.so.12: cannot open shared object file: No such file or directory"));
    assertThat(finding.state()).isEqualTo(State.BROKEN);
    assertThat(finding.detail()).contains("libcublasLt.so.12");
    assertThat(finding.remedy()).contains("cuda-redist");
  }

  @Test
  void oneWorkingCardIsEnough() {
    List<GraphicsCard> two = GraphicsCard.parse("""
        0, NVIDIA H200, 9.0, 570.124.06
        1, NVIDIA B200, 10.0, 570.124.06
        """);
    Finding finding = CudaChecks.check(CudaLibrary.ONNX_RUNTIME, true, two, WORKS);
    assertThat(finding.state()).isEqualTo(State.OK);
    assertThat(finding.detail()).contains("calculates on 0").contains("NVIDIA B200 has compute capability 10.0");
  }

  @Test
  void withoutACardNothingIsMissing() {
    Finding finding = CudaChecks.check(CudaLibrary.ONNX_RUNTIME, false, List.of(), WORKS);
    assertThat(finding.state()).isEqualTo(State.ABSENT);
    assertThat(finding.remedy()).startsWith("Nothing to do");
  }
}
