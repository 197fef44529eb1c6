package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code deploy/systemd} and {@code deploy/kafka}: that they start what is built, with settings that are read. */
class SystemdTest {

  private static final Path FOLDER = Checkout.ROOT.resolve("deploy/systemd");
  /** Read by programs and libraries that are no service's configuration. */
  private static final Set<String> OTHERS = Set.of("JAVA_OPTS", "OMP_WAIT_POLICY", "ORT_DISABLE_TELEMETRY",
      "MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "XDG_CACHE_HOME");

  private final String unit = Checkout.text(FOLDER.resolve("gan@.service"));

  @Test
  void startsTheServicesWithTheirSettings() {
    assertThat(unit).contains("-jar /opt/improved-gan/%i-service/target/quarkus-app/quarkus-run.jar",
        "EnvironmentFile=/etc/improved-gan/gan.env\n", "EnvironmentFile=/etc/improved-gan/%i.env\n");
    Checkout.SERVICES.forEach((name, module) -> {
      assertThat(module).isEqualTo(name + "-service");
      assertThat(FOLDER.resolve(name + ".env")).exists();
    });
  }

  @Test
  void setsOnlyWhatTheServicesRead() {
    Checkout.SERVICES.keySet().forEach(name -> assertThat(settings(name).keySet()).as(name)
        .allMatch(variable -> OTHERS.contains(variable) || ConfigurationKeys.known(name, variable)));
    assertThat(settings("gan").keySet()).allMatch(variable -> OTHERS.contains(variable)
        || Checkout.SERVICES.keySet().stream().anyMatch(name -> ConfigurationKeys.known(name, variable)));
  }

  @Test
  void bringsNoSecret() {
    assertThat(settings("human-eval")).containsEntry("QUARKUS_DATASOURCE_PASSWORD", "")
        .containsEntry("HUMAN_EVAL_SECRET", "").containsEntry("HUMAN_EVAL_ADMIN_TOKEN", "");
  }

  @Test
  void startsAgainWhatDiesWithNoMoreRightsThanItNeeds() {
    assertThat(unit).contains("Restart=always", "User=gan", "NoNewPrivileges=yes", "ProtectSystem=strict",
        "SuccessExitStatus=143", "MemoryMax=");
    // Java compiles into memory that it then runs.
    assertThat(unit).doesNotContain("MemoryDenyWriteExecute");
  }

  @Test
  void theBrokerListensOnThisMachineAndMakesNoTopics() {
    assertThat(Checkout.text(Checkout.ROOT.resolve("deploy/kafka/server.properties")))
        .contains("listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093\n",
            "auto.create.topics.enable=false\n", "log.dirs=/var/lib/improved-gan/kafka\n");
  }

  @Test
  void systemdUnderstandsTheUnits() throws IOException, InterruptedException {
    Path analyze = Path.of("/usr/bin/systemd-analyze");
    assumeTrue(Files.isExecutable(analyze), "systemd-analyze is missing");
    Path said = Files.createTempFile("systemd-analyze", ".out");
    Process process = new ProcessBuilder(analyze.toString(), "verify", "gan.target", "gan-kafka.service",
        "gan@trainer.service").directory(FOLDER.toFile()).redirectErrorStream(true).redirectOutput(said.toFile())
        .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    // Programs of other machines are not here, which is all that it may find.
    List<String> found = Files.readAllLines(said).stream().filter(line -> line.matches("(/\\S*/)?gan[-@.].*"))
        .filter(line -> !line.endsWith("is not executable: No such file or directory")).toList();
    Files.delete(said);
    assertThat(found).isEmpty();
  }

  private static Map<String, String> settings(String name) {
    Map<String, String> settings = new TreeMap<>();
    Checkout.text(FOLDER.resolve(name + ".env")).lines().filter(line -> !line.startsWith("#")).forEach(line ->
        settings.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    return settings;
  }
}
