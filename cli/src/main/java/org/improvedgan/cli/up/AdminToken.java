package org.improvedgan.cli.up;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.improvedgan.cli.UserError;

/**
 * The token that opens the human evaluation's admin side: the environment's, or a random one that the first start
 * leaves in the state folder, readable by its owner alone. It outlives fresh starts, so that an address once kept
 * still works.
 *
 * @param source where it comes from, as people read it
 * @param made whether this system made it; the user's own is never printed
 */
public record AdminToken(String value, String source, boolean made) {

  /** The environment variable that the service and {@code ./gan study} read, too. */
  public static final String VARIABLE = "HUMAN_EVAL_ADMIN_TOKEN";
  static final String NAME = "admin-token";
  private static final int BYTES = 32;

  /** The token of the environment; empty if none is set. */
  public static Optional<String> ofEnvironment() {
    return Optional.ofNullable(System.getenv(VARIABLE)).map(String::strip).filter(token -> !token.isEmpty());
  }

  /** The token that a system left in its state folder; empty if there is none, or it cannot be read. */
  public static Optional<String> read(Path state) {
    try {
      return Optional.of(Files.readString(state.resolve(NAME)).strip()).filter(token -> !token.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The environment's token, else the one in the state folder, which is made if there is none. */
  static AdminToken choose(Path state) {
    return ofEnvironment().map(token -> new AdminToken(token, "that of " + VARIABLE, false))
        .orElseGet(() -> new AdminToken(keep(state), state.resolve(NAME).toString(), true));
  }

  static String keep(Path state) {
    Path file = state.resolve(NAME);
    try {
      String known = Files.readString(file).strip();
      if (!known.isEmpty()) {
        return known;
      }
      Files.delete(file);
      return make(file);
    } catch (NoSuchFileException e) {
      return make(file);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static String make(Path file) {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    try {
      // Created with its permissions, not given them afterwards: nobody reads it in between.
      Files.writeString(Files.createFile(file, ownerOnly()), token + "\n");
    } catch (IOException e) {
      throw unusable(file, e);
    }
    return token;
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
        : new FileAttribute<?>[0];
  }

  private static UserError unusable(Path file, IOException e) {
    return new UserError("The admin token in " + file + " cannot be read or written (" + e.getMessage()
        + "): give it back to yourself, or set " + VARIABLE + ".", e);
  }
}
