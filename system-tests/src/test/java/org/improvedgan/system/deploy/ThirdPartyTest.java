package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code THIRD-PARTY.md} names, with version, the group of each jar that the services and the command ship. */
class ThirdPartyTest {

  private final Set<String> listed = listed();

  @Test
  void listsWhatIsShippedAndNothingElse() {
    Set<String> used = new HashSet<>();
    Set<String> missing = new TreeSet<>();
    for (String jar : shipped()) {
      Set<String> found = new HashSet<>(listed);
      found.removeIf(library -> !isOf(jar, library));
      if (found.isEmpty()) {
        missing.add(jar);
      }
      used.addAll(found);
    }
    assertThat(missing).as("jars that are not in THIRD-PARTY.md").isEmpty();
    Set<String> gone = new TreeSet<>(listed);
    gone.removeAll(used);
    assertThat(gone).as("libraries of THIRD-PARTY.md that are not shipped").isEmpty();
  }

  /** Whether a jar, named with its group, is of a library, which is {@code group:version}. */
  private static boolean isOf(String jar, String library) {
    String[] parts = library.split(":");
    return jar.startsWith(parts[0] + ".")
        && jar.matches(".*-\\Q" + parts[1] + "\\E(-[a-z][^/]*)?\\.jar");
  }

  /** Of the section on libraries: {@code `group` version and version}. */
  private static Set<String> listed() {
    String page = Checkout.text(Checkout.ROOT.resolve("THIRD-PARTY.md"));
    String libraries = page.substring(page.indexOf("## Libraries"), page.indexOf("## Images of"))
        .replaceAll("(?m)^#.*$", "").replaceAll("\\s+", " ");
    Set<String> listed = new HashSet<>();
    Checkout.matches("`([a-z][\\w.-]*)` (\\d[^,` ]*(?: and \\d[^,` ]*)*)", libraries).forEach(library -> {
      for (String version : library.group(2).split(" and ")) {
        listed.add(library.group(1) + ":" + version);
      }
    });
    return listed;
  }

  /** File names, each with its group before it, as Quarkus writes them. */
  private static Set<String> shipped() {
    Set<String> jars = new TreeSet<>();
    for (String module : Checkout.SERVICES.values()) {
      for (String part : List.of("boot", "main")) {
        Path libraries = Checkout.ROOT.resolve(module).resolve("target/quarkus-app/lib").resolve(part);
        jars.addAll(List.of(libraries.toFile().list()));
      }
    }
    String classPath = Checkout.text(Checkout.ROOT.resolve("cli/target/classpath.txt")).strip();
    for (String jar : classPath.split(File.pathSeparator)) {
      // …/repository/org/group/artifact/version/artifact-version.jar
      Path path = Path.of(jar);
      Path group = path.getParent().getParent().getParent();
      String name = group.toString().replace(File.separatorChar, '.');
      if (name.contains(".repository.")) {
        jars.add(name.substring(name.indexOf(".repository.") + ".repository.".length()) + "." + path.getFileName());
      }
    }
    jars.removeIf(jar -> jar.startsWith("org.improvedgan."));
    assertThat(jars).hasSizeGreaterThan(200);
    return jars;
  }
}
