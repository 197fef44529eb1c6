package org.improvedgan.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Where this checkout lies and what was built in it.
 *
 * @param root the folder of the {@code gan} script
 */
public record Installation(Path root) {

  /** As the {@code gan} script says by the system property {@code gan.home}; else the current folder. */
  public static Installation current() {
    return new Installation(Path.of(System.getProperty("gan.home", ".")).toAbsolutePath().normalize());
  }

  /** The runnable jar of a service module, whether or not it was built. */
  public Path serviceJar(String module) {
    return root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
  }

  /** Where {@code ./gan up} keeps its broker, database and logs unless told otherwise. */
  public Path defaultState() {
    return root.resolve(".gan/up");
  }

  /** Revision of the checkout, with {@code -dirty} if files differ; empty where git or the history is missing. */
  public String gitRevision() {
    if (!Files.exists(root.resolve(".git"))) {
      return "";
    }
    try {
      Process git = new ProcessBuilder("git", "-C", root.toString(), "describe", "--always", "--dirty", "--abbrev=40",
          "--exclude=*").redirectError(ProcessBuilder.Redirect.DISCARD).start();
      git.getOutputStream().close();
      try (InputStream out = git.getInputStream()) {
        String revision = new String(out.readAllBytes()).trim();
        return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? revision : "";
      }
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
