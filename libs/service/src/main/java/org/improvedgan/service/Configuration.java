package org.improvedgan.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** Refuses what a typed configuration alone would overlook: keys that nobody reads, and folders that are not there. */
public final class Configuration {

  private static final String FOLDERS = "smallrye.config.source.file.locations";
  private static final int LIKE = 4;
  private static final Set<String> BOOLEANS = Set.of("true", "false");

  private Configuration() {
  }

  /**
   * Looks for keys, and variables of the environment, that begin like the service's but are none of them.
   *
   * @param mapping the service's typed configuration
   * @throws StartException that names the unknown key, where it comes from and the key that may be meant
   */
  public static void check(SmallRyeConfig config, Class<?> mapping) {
    config.getOptionalValues(FOLDERS, Path.class).orElse(List.of()).stream().filter(folder -> !readable(folder))
        .findFirst().ifPresent(folder -> {
          throw new StartException(FOLDERS + " names " + folder + ", which is no folder that can be read: make it, or "
              + "leave the setting out.");
        });
    ConfigMappings.getProperties(ConfigClass.configClass(mapping)).forEach((key, property) -> {
      if (property.getMethod().getReturnType() == boolean.class || isOptionalBoolean(property)) {
        config.getOptionalValue(key, String.class).filter(value -> !BOOLEANS.contains(value)).ifPresent(value -> {
          throw new StartException(key + " is \"" + value + "\": set true or false.");
        });
      }
    });
    String prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
    Set<String> known = keys(mapping);
    List<String> unknown = unknown(config.getPropertyNames(), environment(config), prefix, known);
    if (!unknown.isEmpty()) {
      String key = unknown.get(0);
      throw new StartException("Nothing is called " + key + nearest(key, known).map(near ->
          ": did you mean " + (variable(key) ? variableOf(near) : near) + "?").orElse(", see docs/configuration.md."));
    }
  }

  /** Any other text would pass for false. */
  private static boolean isOptionalBoolean(Property property) {
    return property.getMethod().getGenericReturnType().getTypeName().equals("java.util.Optional<java.lang.Boolean>");
  }

  /** The keys of a typed configuration, those of its groups included. */
  public static Set<String> keys(Class<?> mapping) {
    return new TreeSet<>(ConfigMappings.getProperties(ConfigClass.configClass(mapping)).keySet());
  }

  static List<String> unknown(Iterable<String> names, Set<String> environment, String prefix, Set<String> known) {
    List<String> variables = known.stream().map(Configuration::variableOf).toList();
    List<String> unknown = new ArrayList<>();
    StreamSupport.stream(names.spliterator(), false).filter(name -> name.startsWith(prefix + "."))
        // SmallRye guesses a key of its own for every variable.
        .filter(name -> !environment.contains(variableOf(name)))
        .filter(name -> !known.contains(name.replaceFirst("\\[\\d+]$", ""))).forEach(unknown::add);
    environment.stream().filter(name -> name.startsWith(variableOf(prefix) + "_"))
        .filter(name -> !variables.contains(name.replaceFirst("_\\d+_$", ""))).forEach(unknown::add);
    return unknown;
  }

  private static Set<String> environment(SmallRyeConfig config) {
    Set<String> names = new TreeSet<>();
    config.getConfigSources().forEach(source -> {
      if (source.getName().startsWith("EnvConfigSource")) {
        source.getPropertyNames().stream().filter(Configuration::variable).forEach(names::add);
      }
    });
    return names;
  }

  private static boolean readable(Path folder) {
    return Files.isDirectory(folder) && Files.isReadable(folder);
  }

  private static boolean variable(String name) {
    return name.matches("[A-Z0-9_]+");
  }

  private static String variableOf(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /** The known key that takes the fewest changes of letters, if these are few. */
  private static Optional<String> nearest(String key, Set<String> known) {
    String wanted = variableOf(key);
    return known.stream().map(near -> Map.entry(near, distance(wanted, variableOf(near))))
        .filter(near -> near.getValue() <= LIKE).min(Comparator.comparing(Map.Entry::getValue)).map(Map.Entry::getKey);
  }

  /** Levenshtein's. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
