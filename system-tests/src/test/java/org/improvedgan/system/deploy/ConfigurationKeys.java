package org.improvedgan.system.deploy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * The environment variables that a service reads, as its sources say: its typed configuration, its
 * {@code application.properties}, and what is asked of the environment by name. The services are not on the class path
 * here, so the interfaces are read as text.
 */
final class ConfigurationKeys {

  /** Settings of Quarkus that have no line in a service's properties, but a use in deploy/. */
  private static final Set<String> QUARKUS = Set.of("QUARKUS_DATASOURCE_USERNAME", "QUARKUS_DATASOURCE_PASSWORD",
      "QUARKUS_GRPC_SERVER_SSL_CERTIFICATE", "QUARKUS_GRPC_SERVER_SSL_KEY", "QUARKUS_SHUTDOWN_DELAY");

  private static final Map<String, Set<String>> READ = new ConcurrentHashMap<>();

  /** The types it extends, and type by name of each method. */
  private record Type(List<String> parents, Map<String, String> methods) {
  }

  private ConfigurationKeys() {
  }

  /** Whether the service has a use for the variable. */
  static boolean known(String service, String variable) {
    if (variable.startsWith("KAFKA_")) {
      return ConsumerConfig.configNames().contains(
          variable.substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.'));
    }
    return QUARKUS.contains(variable) || READ.computeIfAbsent(service, ConfigurationKeys::of).contains(variable);
  }

  static Set<String> of(String service) {
    Path sources = Checkout.ROOT.resolve(Checkout.SERVICES.get(service)).resolve("src/main");
    Set<String> variables = new TreeSet<>();
    for (Path file : Checkout.files(sources, ".java")) {
      String text = Checkout.text(file);
      Checkout.matches("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)\\s*(?:public )?interface (\\w+)", text)
          .forEach(mapping -> add(variables, mapping.group(1), mapping.group(2), types(text)));
    }
    String properties = Checkout.text(sources.resolve("resources/application.properties"));
    Checkout.matches("(?:^|\\n)([^#%\\s=]+)=", properties).forEach(key -> variables.add(variable(key.group(1))));
    Checkout.matches("\\$\\{([A-Za-z._-]+)[:}]", properties).forEach(key -> variables.add(variable(key.group(1))));
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

  private static void add(Set<String> variables, String prefix, String type, Map<String, Type> types) {
    types.get(type).parents().forEach(parent -> add(variables, prefix, parent, types));
    types.get(type).methods().forEach((name, result) -> {
      String key = prefix + "." + name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
      if (types.containsKey(result)) {
        add(variables, key, result, types);
      } else {
        variables.add(variable(key));
      }
    });
  }

  /** The interfaces of a source file, and that of the sampler's clients, which several services share. */
  private static Map<String, Type> types(String source) {
    String shared = Checkout.text(Checkout.ROOT.resolve(
        "libs/sampler-client/src/main/java/org/improvedgan/sampler/client/SamplerAccess.java"));
    Map<String, Type> types = new HashMap<>();
    String text = (source + shared).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//[^\n]*", "")
        .replaceAll("@\\w+(\\(\"[^\"]*\"\\)|\\(prefix[^)]*\\))?", "");
    Type current = null;
    for (String line : text.split("[;{}]")) {
      var opening = Checkout.matches("interface (\\w+)(?:\\s+extends ([\\w, ]+))?\\s*$", line).findFirst();
      var method = Checkout.matches("([\\w<>.]+) (\\w+)\\(\\)\\s*$", line).findFirst();
      if (opening.isPresent()) {
        String parents = opening.get().group(2);
        current = new Type(parents == null ? List.of() : List.of(parents.trim().split(",\\s*")), new HashMap<>());
        types.put(opening.get().group(1), current);
      } else if (method.isPresent() && current != null) {
        current.methods().put(method.get().group(2), method.get().group(1));
      }
    }
    return types;
  }

  private static String variable(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
