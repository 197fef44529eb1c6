package org.improvedgan.system.deploy;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * The environment variables that a service reads, as its sources say: its typed configuration, its
 * {@code application.properties}, and what is asked of the environment by name.
 */
final class ConfigurationKeys {

  /** Settings of Quarkus that have no line in a service's properties, but one in docs/configuration.md. */
  private static final Set<String> OTHERS = ConfigurationPage.OTHERS.keySet().stream()
      .map(ConfigurationReader::variableOf).collect(Collectors.toSet());

  private static final Map<String, Set<String>> READ = new ConcurrentHashMap<>();

  private ConfigurationKeys() {
  }

  /** Whether the service has a use for the variable. */
  static boolean known(String service, String variable) {
    if (variable.startsWith("KAFKA_")) {
      return ConsumerConfig.configNames().contains(
          variable.substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.'));
    }
    return OTHERS.contains(variable) || READ.computeIfAbsent(service, ConfigurationKeys::of).contains(variable);
  }

  static Set<String> of(String service) {
    String folder = Checkout.SERVICES.get(service);
    Set<String> variables = new ConfigurationReader(Checkout.ROOT).keys(folder).stream()
        .map(ConfigurationReader.Key::variable).collect(Collectors.toCollection(TreeSet::new));
    new ConfigurationPage(Checkout.ROOT).properties(folder).forEach((key, value) -> {
      variables.add(ConfigurationReader.variableOf((String) key));
      Checkout.matches("\\$\\{([A-Za-z._-]+)[:}]", (String) value)
          .forEach(other -> variables.add(ConfigurationReader.variableOf(other.group(1))));
    });
    for (Path file : Checkout.files(Checkout.ROOT.resolve("libs"), ".java")) {
      Checkout.matches("(?:getenv\\(|environment\\.get\\()\"([A-Z_]+)\"", Checkout.text(file))
          .forEach(key -> variables.add(key.group(1)));
    }
    for (String script : List.of("start", "healthy")) {
      Checkout.matches("\\$\\{([A-Z_]+)", Checkout.text(Checkout.ROOT.resolve("deploy/docker").resolve(script)))
          .forEach(key -> variables.add(key.group(1)));
    }
    return variables;
  }
}
