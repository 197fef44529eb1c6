package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docker-compose.yml}: that it is whole, closed by default, and speaks the services' own settings. */
class ComposeTest {

  private static final Path FILE = Checkout.ROOT.resolve("docker-compose.yml");

  private final Map<String, Object> compose = Checkout.documents(FILE).get(0);
  private final Map<String, Object> services = Checkout.map(compose.get("services"));

  @Test
  void namesOnlyWhatItDefines() {
    services.forEach((name, service) -> {
      assertThat(services.keySet()).as("what %s depends on", name)
          .containsAll(Checkout.map(Checkout.at(service, "depends_on")).keySet());
      Stream<String> volumes = Checkout.<String>list(Checkout.at(service, "volumes")).stream()
          .map(volume -> volume.substring(0, volume.lastIndexOf(":/")));
      volumes.filter(volume -> !volume.startsWith(".") && !volume.startsWith("$")).forEach(volume ->
          assertThat(Checkout.map(compose.get("volumes"))).as("volumes of %s", name).containsKey(volume));
      Checkout.<String>list(Checkout.at(service, "volumes")).stream().filter(volume -> volume.startsWith("./deploy"))
          .forEach(volume -> assertThat(Checkout.ROOT.resolve(volume.split(":")[0])).exists());
      Object networks = Checkout.at(service, "networks");
      List<String> names = networks instanceof Map<?, ?> ? List.copyOf(Checkout.map(networks).keySet())
          : Checkout.list(networks);
      assertThat(Checkout.map(compose.get("networks")).keySet()).as("networks of %s", name).containsAll(names);
    });
  }

  @Test
  void startsAgainWhatDiesAndLooksAtItsHealth() {
    // The exporter's image has nothing to ask it with.
    Set<String> unasked = Set.of("kafka-exporter");
    services.forEach((name, service) -> {
      assertThat(Checkout.at(service, "restart")).as(name).isEqualTo("unless-stopped");
      assertThat(Checkout.at(service, "mem_limit")).as("memory of %s", name).isNotNull();
      if (Checkout.at(service, "build") == null && !unasked.contains(name)) {
        assertThat(Checkout.at(service, "healthcheck", "test")).as("health of %s", name).isNotNull();
      }
    });
  }

  @Test
  void pinsImagesAndListensOnThisMachineOnly() {
    services.forEach((name, service) -> {
      assertThat((String) Checkout.at(service, "image")).as(name).matches(".+:v?\\d+\\.\\d+.*");
      Checkout.<String>list(Checkout.at(service, "ports")).forEach(port ->
          assertThat(port).as("ports of %s", name).startsWith("${GAN_BIND:-127.0.0.1}:"));
    });
  }

  @Test
  void givesOurContainersNoMoreThanTheyNeed() {
    ours().forEach((name, service) -> {
      assertThat(Checkout.at(service, "read_only")).as(name).isEqualTo(true);
      assertThat(Checkout.<String>list(Checkout.at(service, "cap_drop"))).as(name).containsExactly("ALL");
      assertThat(Checkout.<String>list(Checkout.at(service, "security_opt"))).contains("no-new-privileges:true");
      assertThat(Checkout.<String>list(Checkout.at(service, "tmpfs"))).as("%s unpacks machine code into /tmp", name)
          .singleElement().asString().startsWith("/tmp:exec");
      assertThat(Checkout.at(service, "user")).as("the image's own user").isNull();
    });
  }

  @Test
  void buildsEachServiceFromItsFolder() {
    ours().forEach((name, service) -> {
      String folder = (String) Checkout.at(service, "build", "args", "SERVICE");
      assertThat(folder).isEqualTo(Checkout.SERVICES.get(name.replace("-gpu", "")));
      assertThat(Checkout.ROOT.resolve(folder).resolve("pom.xml")).exists();
      assertThat((String) Checkout.at(service, "image")).startsWith("improved-gan/" + folder);
    });
    assertThat(Checkout.map(Checkout.at(services.get("trainer-gpu"), "build", "args")))
        .containsEntry("RUNTIME", "gpu").containsEntry("MAVEN_PROFILES", "gpu");
  }

  @Test
  void setsOnlyWhatTheServicesRead() {
    ours().forEach((name, service) -> {
      String plain = name.replace("-gpu", "");
      assertThat(Checkout.map(Checkout.at(service, "environment")).keySet()).as(name)
          .allMatch(variable -> ConfigurationKeys.known(plain, variable));
    });
  }

  @Test
  void hasNoPasswordThatWorksByDefault() {
    services.forEach((name, service) -> Checkout.map(Checkout.at(service, "environment")).forEach((variable, value) -> {
      if (variable.matches(".*(PASSWORD|SECRET|TOKEN).*")) {
        assertThat(value).as("%s of %s", variable, name).asString().matches("\\$\\{[A-Z_]+:\\?.+}");
      }
    }));
  }

  @Test
  void explainsEachVariableInTheExample() {
    Map<String, String> example = Checkout.text(Checkout.ROOT.resolve(".env.example")).lines()
        .filter(line -> line.matches("[A-Z_]+=.*"))
        .collect(Collectors.toMap(line -> line.split("=")[0], line -> line.substring(line.indexOf('=') + 1)));
    Set<String> required = new TreeSet<>();
    Set<String> used = new HashSet<>(Set.of("COMPOSE_PROFILES"));
    Checkout.matches("\\$\\{([A-Z_]+):([?-])", Checkout.text(FILE)).forEach(match -> {
      used.add(match.group(1));
      if (match.group(2).equals("?")) {
        required.add(match.group(1));
      }
    });
    assertThat(example.keySet()).containsExactlyInAnyOrderElementsOf(used);
    assertThat(required).allSatisfy(variable -> assertThat(example.get(variable)).as(variable).isEmpty());
    assertThat(Files.exists(Checkout.ROOT.resolve(".env")) && !Checkout.text(Checkout.ROOT.resolve(".gitignore"))
        .contains(".env\n")).as(".env must not be committed").isFalse();
  }

  private Map<String, Object> ours() {
    return services.entrySet().stream().filter(service -> Checkout.at(service.getValue(), "build") != null)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
