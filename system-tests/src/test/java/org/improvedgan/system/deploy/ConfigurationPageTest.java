package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says what the code does. */
class ConfigurationPageTest {

  /** Of a library that describes its settings nowhere. */
  private static final Set<String> UNLISTED = Set.of("smallrye.config.source.file.locations");

  @Test
  void isWhatTheCodeDeclares() {
    assertThat(Checkout.text(Checkout.ROOT.resolve(ConfigurationPage.FILE)))
        .as("docs/configuration.md, which names the command that writes it")
        .isEqualTo(new ConfigurationPage(Checkout.ROOT).text());
  }

  @Test
  void namesOnlySettingsThatQuarkusOrKafkaReadsAtRunTime() throws IOException {
    Set<String> known = new HashSet<>(UNLISTED);
    ConsumerConfig.configNames().forEach(name -> known.add("kafka." + name));
    for (String service : ConfigurationPage.SERVICES) {
      Path libraries = Checkout.ROOT.resolve(service).resolve("target/quarkus-app/lib/main");
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(libraries, "io.quarkus.*.jar")) {
        for (Path jar : jars) {
          known.addAll(settings(jar));
        }
      }
    }
    assertThat(known).containsAll(ConfigurationPage.OTHERS.keySet());
  }

  private static Set<String> settings(Path jar) throws IOException {
    Set<String> names = new HashSet<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry model = zip.getEntry("META-INF/quarkus-config-doc/quarkus-config-model.json");
      if (model != null) {
        try (InputStream text = zip.getInputStream(model)) {
          add(names, new ObjectMapper().readTree(text));
        }
      }
    }
    return names;
  }

  private static void add(Set<String> names, JsonNode node) {
    if ("RUN_TIME".equals(node.path("phase").asText())) {
      names.add(node.path("path").path("property").asText());
      node.path("additionalPaths").forEach(path -> names.add(path.path("property").asText()));
    }
    node.forEach(child -> add(names, child));
  }
}
