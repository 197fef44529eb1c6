package org.improvedgan.trainer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The revision of the sources that this program was built from. */
final class GitRevision {
  private GitRevision() {
  }

  /** The full commit id; empty when it was built outside a repository. */
  static String get() {
    try (InputStream file = GitRevision.class.getResourceAsStream("/git.properties")) {
      Properties properties = new Properties();
      if (file != null) {
        properties.load(file);
      }
      return properties.getProperty("git.commit.id.full", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
