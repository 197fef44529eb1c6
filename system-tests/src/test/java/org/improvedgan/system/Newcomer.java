package org.improvedgan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.improvedgan.kafka.local.FreePort;

/**
 * Somebody who follows {@code docs/operations.md} with a shell: runs its blocks as they stand, but for ports, which are
 * free ones here, and for the size of the first run.
 */
final class Newcomer implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("(?<![0-9.])(8080|8081|8082|8083|9000|9092|9093|5432)(?![0-9])");
  private static final List<String> SERVICES = List.of("sampler", "trainer", "evaluator", "human-eval");
  /** Settings of a run that takes seconds. */
  static final String SMALL = "--set iterations-per-epoch=50 " + String.join(" ", RunningSystem.TINY);
  private static final long LIMIT_SECONDS = 600;

  private final Path folder;
  private final Path variables;
  private final Map<String, String> blocks;
  private final Map<String, Integer> ports = new TreeMap<>();
  private final Set<String> followed = new HashSet<>();

  /** Skips the test where PostgreSQL's programs are missing. */
  Newcomer(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.blocks = OperationsPage.blocks();
    Path postgres = postgres(folder);
    Path kafka = kafka(folder);
    variables = Files.writeString(folder.resolve("variables"), "export GAN=" + GanCommand.ROOT + " KAFKA=" + kafka
        + " PG=" + postgres + " STATE=" + state() + " BACKUP=" + folder.resolve("backup") + " GAN_BUILD=never\n");
  }

  Path state() {
    return folder.resolve("state");
  }

  /** The port that is here what another one is on the page. */
  int port(int onThePage) {
    return ports.computeIfAbsent(String.valueOf(onThePage), port -> FreePort.next());
  }

  /** Runs a block and returns what it printed. */
  String follow(String name) throws IOException, InterruptedException {
    followed.add(name);
    String output = run(adapted(blocks.get(name)));
    if (name.equals("settings")) {
      adaptSettings();
    }
    return output;
  }

  /** The blocks of the page that were not run. */
  Set<String> left() {
    Set<String> left = new HashSet<>(blocks.keySet());
    left.removeAll(followed);
    return left;
  }

  /** Runs commands with the variables that the commands before them have set. */
  String run(String commands) throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("block.sh"), "set -eu\n. '" + variables + "'\n" + commands
        + "\nexport -p >'" + variables + "'\n");
    Path output = Files.createTempFile(folder, "block-", ".out");
    Process bash = new ProcessBuilder("bash", script.toString()).directory(folder.toFile()).redirectErrorStream(true)
        .redirectOutput(output.toFile()).start();
    bash.getOutputStream().close();
    assertThat(bash.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("%s ended; it said: %s", commands,
        Files.readString(output)).isTrue();
    assertThat(bash.exitValue()).as("%s said: %s", commands, Files.readString(output)).isZero();
    return Files.readString(output);
  }

  private String adapted(String text) {
    return PORT.matcher(text).replaceAll(found -> String.valueOf(port(Integer.parseInt(found.group()))))
        .replace("--set epochs=2", "--set epochs=2 " + SMALL);
  }

  private void adaptSettings() throws IOException {
    try (Stream<Path> files = Files.list(state().resolve("etc"))) {
      for (Path file : files.toList()) {
        Files.writeString(file, adapted(Files.readString(file)).replace("EVALUATOR_SAMPLES=10000",
            "EVALUATOR_SAMPLES=1000").replace("JAVA_OPTS=\"", "JAVA_OPTS=\"-XX:TieredStopAtLevel=1 "));
      }
    }
    for (String service : SERVICES) {
      Path file = state().resolve("etc").resolve(service + ".env");
      Files.writeString(file, Files.readString(file) + "QUARKUS_HTTP_PORT=" + port(8080 + SERVICES.indexOf(service))
          + (service.equals("sampler") ? "\nQUARKUS_GRPC_SERVER_PORT=" + port(9000) : "") + "\n");
    }
  }

  /** The folder named by the variable PG, or Debian's newest; root must hide from PostgreSQL that it is root. */
  private static Path postgres(Path folder) throws IOException, InterruptedException {
    Path installed = Path.of("/usr/lib/postgresql");
    Path programs = null;
    if (System.getenv("PG") != null) {
      programs = Path.of(System.getenv("PG"));
    } else if (Files.isDirectory(installed)) {
      try (Stream<Path> versions = Files.list(installed)) {
        programs = versions.map(version -> version.resolve("bin")).filter(bin -> Files.exists(bin.resolve("initdb")))
            .max(Comparator.naturalOrder()).orElse(null);
      }
    }
    assumeTrue(programs != null, "PostgreSQL's programs are missing: apt install postgresql, or set PG");
    if (!System.getProperty("user.name").equals("root")) {
      return programs;
    }
    Path disguised = Files.createDirectories(folder.resolve("postgres-programs"));
    for (String program : List.of("initdb", "pg_ctl")) {
      Path file = Files.writeString(disguised.resolve(program),
          "#!/bin/sh\nexec unshare -U " + programs.resolve(program) + " \"$@\"\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    for (String program : List.of("psql", "pg_dump", "pg_restore")) {
      Files.createSymbolicLink(disguised.resolve(program), programs.resolve(program));
    }
    return disguised;
  }

  /** The folder named by the variable KAFKA, or one made of the jars of this build. */
  private static Path kafka(Path folder) throws IOException, InterruptedException {
    if (System.getenv("KAFKA") != null) {
      return Path.of(System.getenv("KAFKA"));
    }
    Path made = folder.resolve("kafka-programs");
    String tools = Arrays.stream(classPath().split(File.pathSeparator))
        .filter(jar -> jar.matches(".*kafka-tools-[0-9][^/]*")).collect(Collectors.joining());
    ProcessBuilder script = new ProcessBuilder(GanCommand.ROOT.resolve("deploy/by-hand/kafka-from-maven").toString(),
        made.toString()).inheritIO().redirectOutput(ProcessBuilder.Redirect.DISCARD);
    script.environment().put("JARS", tools + File.pathSeparator
        + Files.readString(GanCommand.ROOT.resolve("cli/target/classpath.txt")).strip());
    assertThat(script.start().waitFor()).isZero();
    return made;
  }

  /** Surefire starts tests with a jar that only names the others. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** Ends whatever still runs. */
  @Override
  public void close() throws IOException, InterruptedException {
    for (String name : Stream.concat(SERVICES.stream(), Stream.of("kafka")).toList()) {
      end(state().resolve(name + ".pid"));
    }
    end(state().resolve("postgres/postmaster.pid"));
  }

  private static void end(Path file) throws IOException {
    if (Files.exists(file)) {
      Matcher pid = Pattern.compile("^[0-9]+").matcher(Files.readString(file));
      if (pid.find()) {
        ProcessHandle.of(Long.parseLong(pid.group())).ifPresent(process -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          process.onExit().join();
        });
      }
    }
  }
}
