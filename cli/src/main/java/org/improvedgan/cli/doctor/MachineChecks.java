package org.improvedgan.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.Machine;
import org.improvedgan.cli.process.Ports;

/** Java, processor, memory, browser, ports and the build. */
final class MachineChecks {

  private static final long NEEDED_GIB = 6;

  private MachineChecks() {
  }

  static Finding java() {
    String detail = Runtime.version() + ", " + System.getProperty("java.vendor") + ", at "
        + System.getProperty("java.home");
    return Runtime.version().feature() >= 17 ? Finding.ok("Java", detail)
        : Finding.broken("Java", detail, "Install a JDK of version 17 or newer, or point JAVA_HOME to one.");
  }

  static Finding processor(Machine machine) {
    String detail = machine.system() + ", " + machine.architecture() + ", " + machine.cores() + " cores, "
        + machine.processor();
    if (!machine.system().startsWith("Linux") || !machine.architecture().equals("amd64")) {
      return Finding.broken("Processor", detail, "Use a Linux machine with an x86-64 processor: the training engine "
          + "has machine code for nothing else here.");
    }
    boolean avx2 = Machine.processorInfo("flags").map(flags -> (" " + flags + " ").contains(" avx2 ")).orElse(true);
    return avx2 ? Finding.ok("Processor", detail)
        : Finding.broken("Processor", detail + ", without AVX2", "Use a processor with AVX2 (from 2013 on).");
  }

  static Finding memory(Machine machine) {
    String detail = String.format("%.1f GiB", machine.memoryGib());
    return machine.memoryGib() >= NEEDED_GIB ? Finding.ok("Memory", detail)
        : Finding.absent("Memory", detail, "`./gan up` needs up to " + NEEDED_GIB
            + " GiB; train with `./gan train` instead.");
  }

  static Finding browser() {
    return Stream.of("chromium", "chromium-browser", "google-chrome").flatMap(name -> onPath(name).stream()).findFirst()
        .map(path -> Finding.ok("Browser", path.toString()))
        .orElseGet(() -> Finding.absent("Browser", "no chromium on the PATH",
            "Only the browser tests need it: apt install chromium."));
  }

  static Finding ports(List<Integer> wanted) {
    List<Integer> taken = wanted.stream().filter(port -> !Ports.isFree(port)).toList();
    return taken.isEmpty() ? Finding.ok("Ports", "free: " + wanted)
        : Finding.absent("Ports", "taken: " + taken, "Nothing to do: `./gan up` takes the next free ones and says so.");
  }

  static Finding build(Installation installation, List<String> services) {
    List<String> missing = new ArrayList<>();
    for (String service : services) {
      if (!Files.exists(installation.serviceJar(service))) {
        missing.add(service);
      }
    }
    String revision = installation.gitRevision();
    return missing.isEmpty()
        ? Finding.ok("Build", "complete" + (revision.isEmpty() ? "" : ", checkout is at " + revision))
        : Finding.broken("Build", "missing: " + String.join(", ", missing),
            "Run any ./gan command without GAN_BUILD=never.");
  }

  static Optional<Path> onPath(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      Path path = Path.of(folder, program);
      if (Files.isExecutable(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }
}
