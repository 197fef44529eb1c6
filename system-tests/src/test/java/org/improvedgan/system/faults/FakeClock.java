package org.improvedgan.system.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall clock of one process, which can be made to jump while it runs: by libfaketime (Debian's package
 * {@code faketime}). The monotonic clock goes on as it should, as it does when an administrator sets the time.
 */
final class FakeClock {

  private static final Optional<Path> LIBRARY = Stream.of("/usr/lib/x86_64-linux-gnu/faketime",
      "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib/faketime", "/usr/lib64/faketime", "/usr/local/lib/faketime")
      .map(folder -> Path.of(folder, "libfaketimeMT.so.1")).filter(Files::exists).findFirst();

  private final Path file;
  private long off;

  /** @param file says how far the clock is off; is made */
  FakeClock(Path file) {
    this.file = file;
    jump(0);
  }

  /** Why clocks cannot be made to jump; empty where they can. */
  static Optional<String> obstacle() {
    return LIBRARY.isPresent() ? Optional.empty()
        : Optional.of("libfaketimeMT.so.1 is missing: install Debian's package faketime");
  }

  /** What the process needs in its environment. */
  Map<String, String> environment() {
    return LIBRARY.map(library -> Map.of("LD_PRELOAD", library.toString(), "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_DONT_FAKE_MONOTONIC", "1", "FAKETIME_CACHE_DURATION", "1",
        // What mends waiting elsewhere makes every waiting thread of a Java machine spin.
        "FAKETIME_FORCE_MONOTONIC_FIX", "0")).orElse(Map.of());
  }

  /** How many seconds it is off the truth. */
  long off() {
    return off;
  }

  /** Sets it so far off the truth, from within a second on. */
  void jump(long seconds) {
    off = seconds;
    try {
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.writeString(next, (seconds < 0 ? "" : "+") + seconds + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
