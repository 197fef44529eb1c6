package org.improvedgan.humaneval.hardening;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.improvedgan.humaneval.Refusal;

/** Every endpoint of the service, read from its classes: one that is added later is probed as well. */
final class Endpoints {
  private static final Pattern PARAMETER = Pattern.compile("\\{\\s*(\\w+)\\s*(:[^}]*)?}");
  private static final String CLASS = ".class";

  private Endpoints() {
  }

  /**
   * One method of one resource.
   *
   * @param path such as {@code /api/pages/{token}}
   */
  record Endpoint(String method, String path) {

    boolean reads() {
      return method.equals("GET");
    }

    boolean hasParameter() {
      return path.contains("{");
    }

    /** The address, each {@code {parameter}} replaced. */
    String at(UnaryOperator<String> parameter) {
      return PARAMETER.matcher(path).replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
          parameter.apply(match.group(1))));
    }
  }

  static List<Endpoint> all() {
    var loader = Endpoints.class.getClassLoader();
    List<Endpoint> endpoints = new ArrayList<>();
    try {
      // The place of a class of the service, not of its tests.
      var place = java.nio.file.Path.of(Refusal.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (var files = Files.walk(place)) {
        for (var file : files.filter(f -> f.toString().endsWith(CLASS)).toList()) {
          var name = place.relativize(file).toString().replace('/', '.');
          if (name.startsWith("org.improvedgan.humaneval.")) {
            add(Class.forName(name.substring(0, name.length() - CLASS.length()), false, loader), endpoints);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    endpoints.sort(Comparator.comparing(Endpoint::path).thenComparing(Endpoint::method));
    return endpoints;
  }

  private static void add(Class<?> type, List<Endpoint> endpoints) {
    var root = type.getAnnotation(Path.class);
    if (root == null) {
      return;
    }
    for (var method : type.getDeclaredMethods()) {
      verbs(method).forEach(verb -> endpoints.add(new Endpoint(verb, join(root, method.getAnnotation(Path.class)))));
    }
  }

  private static List<String> verbs(Method method) {
    return Arrays.stream(method.getAnnotations()).map(Annotation::annotationType)
        .map(type -> type.getAnnotation(HttpMethod.class)).filter(verb -> verb != null).map(HttpMethod::value).toList();
  }

  private static String join(Path root, Path own) {
    return ("/" + root.value() + "/" + (own == null ? "" : own.value())).replaceAll("/+", "/")
        .replaceAll("(.)/$", "$1");
  }
}
