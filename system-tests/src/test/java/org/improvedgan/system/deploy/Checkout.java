package org.improvedgan.system.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads files of this checkout, as text and as YAML. */
final class Checkout {

  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path KUBERNETES = ROOT.resolve("deploy/kubernetes");

  /** The four services by the name that compose and Kubernetes give them, and their folders. */
  static final Map<String, String> SERVICES = Map.of("trainer", "trainer-service", "sampler", "sampler-service",
      "evaluator", "evaluator-service", "human-eval", "human-eval-service");

  private Checkout() {
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files below a folder whose name ends so, in order. */
  static List<Path> files(Path folder, String ending) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> Files.isRegularFile(file) && file.getFileName().toString().endsWith(ending))
          .filter(file -> !file.toString().contains("/target/")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All documents of a YAML file; a key that comes twice is an error. */
  static List<Map<String, Object>> documents(Path file) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<Map<String, Object>> documents = new ArrayList<>();
    new Yaml(new SafeConstructor(options)).loadAll(text(file)).forEach(document -> documents.add(map(document)));
    return documents;
  }

  /** Every object of the Kubernetes files, patches and the files of Kustomize included. */
  static List<Map<String, Object>> objects() {
    return files(KUBERNETES, ".yaml").stream().flatMap(file -> documents(file).stream()).toList();
  }

  static List<Map<String, Object>> objects(String kind) {
    return objects().stream().filter(object -> kind.equals(object.get("kind"))).toList();
  }

  static String name(Map<String, Object> object) {
    return (String) at(object, "metadata", "name");
  }

  /** What lies at a path of keys; null where there is nothing. */
  static Object at(Object object, String... path) {
    Object here = object;
    for (String key : path) {
      here = here == null ? null : map(here).get(key);
    }
    return here;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object object) {
    return object == null ? Map.of() : (Map<String, Object>) object;
  }

  @SuppressWarnings("unchecked")
  static <T> List<T> list(Object object) {
    return object == null ? List.of() : (List<T>) object;
  }

  static Stream<MatchResult> matches(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).results();
  }
}
