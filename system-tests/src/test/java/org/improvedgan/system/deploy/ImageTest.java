package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Dockerfile and the scripts of deploy/, as far as they can be looked at without running Docker. */
class ImageTest {

  private static final Path DOCKER = Checkout.ROOT.resolve("deploy/docker");

  private final String dockerfile = Checkout.text(DOCKER.resolve("Dockerfile"));
  private final List<String> lines = dockerfile.replace("\\\n", " ").lines()
      .filter(line -> !line.isBlank() && !line.startsWith("#")).toList();

  @Test
  void isBuiltOnPinnedImages() {
    List<String> bases = lines.stream().filter(line -> line.startsWith("FROM ")).map(line -> line.split(" ")[1])
        .toList();
    assertThat(bases).hasSize(4).contains("${RUNTIME}").allMatch(base ->
        base.equals("${RUNTIME}") || base.matches("[a-z/-]+:\\d+\\.\\d+\\.\\d+.*"));
    assertThat(dockerfile).contains("AS cpu", "AS gpu");
  }

  @Test
  void runsAsAnOrdinaryUser() {
    String last = lines.stream().filter(line -> line.startsWith("USER ")).reduce((before, line) -> line).orElseThrow();
    assertThat(last).matches("USER [1-9]\\d{4}:[1-9]\\d{4}");
    assertThat(lines.indexOf(last)).isGreaterThan(lines.indexOf("FROM ${RUNTIME} AS service"));
    assertThat(lines).noneMatch(line -> line.startsWith("ADD ") || line.contains("sudo") || line.contains("chmod 777"));
  }

  @Test
  void looksAtItsHealthAndHearsSignals() {
    assertThat(lines).anyMatch(line -> line.startsWith("HEALTHCHECK "));
    assertThat(lines).contains("ENTRYPOINT [\"/opt/gan/start\"]");
    assertThat(Checkout.text(DOCKER.resolve("start"))).contains("\nexec java ");
  }

  /** So that a change of the sources leaves the layer with the libraries as it is. */
  @Test
  void putsLibrariesInFrontOfWhatChanges() {
    assertThat(dockerfile.indexOf("/quarkus-app/lib")).isPositive().isLessThan(dockerfile.indexOf("/quarkus-app/app"));
  }

  @Test
  void buildsFromWhatDockerMaySee() {
    String ignored = Checkout.text(Checkout.ROOT.resolve(".dockerignore"));
    Checkout.matches("<module>([^<]+)</module>", Checkout.text(Checkout.ROOT.resolve("pom.xml"))).forEach(module -> {
      String folder = module.group(1);
      String top = folder.split("/")[0];
      assertThat(ignored.lines()).as("Maven reads the pom of %s", folder)
          .anyMatch(line -> line.equals("!" + top) || line.equals("!" + folder + "/pom.xml"));
    });
    Checkout.matches("\nCOPY (?:--chmod=\\d+ )?((?!--)[^\n]+) /opt", dockerfile).forEach(copy ->
        List.of(copy.group(1).split(" ")).forEach(source -> assertThat(Checkout.ROOT.resolve(source)).exists()));
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void isAScriptThatBashUnderstands(Path script) throws Exception {
    assertThat(Files.isExecutable(script)).as("%s is executable", script).isTrue();
    Process bash = new ProcessBuilder("bash", "-n", script.toString()).redirectErrorStream(true).start();
    assertThat(new String(bash.getInputStream().readAllBytes())).isEmpty();
    assertThat(bash.waitFor()).isZero();
  }

  static List<Path> scripts() {
    return Checkout.files(Checkout.ROOT.resolve("deploy"), "").stream()
        .filter(file -> Checkout.text(file).startsWith("#!")).toList();
  }
}
