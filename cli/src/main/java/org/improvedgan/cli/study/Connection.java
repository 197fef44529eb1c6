package org.improvedgan.cli.study;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.up.AdminToken;
import org.improvedgan.cli.up.SystemFile;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Which service is asked, and with which token. */
final class Connection {
  private static final String DEFAULT_URL = "http://localhost:8083";

  @Option(names = "--url", paramLabel = "URL", order = 90,
      description = "The human-eval service (default: that of the running `gan up`, else " + DEFAULT_URL + ").")
  private String url;

  @Option(names = "--token-file", paramLabel = "FILE", order = 91,
      description = "File whose only line is the token (default: the environment's HUMAN_EVAL_ADMIN_TOKEN, else the "
          + "one that `gan up` left in its state folder).")
  private Path tokenFile;

  @Option(names = "--state", paramLabel = "DIR", order = 92,
      description = "The state folder of `gan up` (default: .gan/up beside the gan script).")
  private Path state;

  @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
  private CommandLine.Model.CommandSpec spec;

  StudyApi open() {
    Path folder = state == null ? Installation.current().defaultState() : state;
    URI address = address(folder);
    return new StudyApi(address, token(folder, address));
  }

  private URI address(Path folder) {
    String chosen = url != null ? url : SystemFile.read(folder).filter(SystemFile::alive)
        .map(system -> system.urls().get("humanEval")).orElse(DEFAULT_URL);
    try {
      URI address = URI.create(chosen);
      if (address.getHost() != null && chosen.matches("https?://[^/?#]+/?")) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new CommandLine.ParameterException(spec.commandLine(), "--url must be an address such as " + DEFAULT_URL
        + ", not " + chosen + ".");
  }

  private Optional<String> token(Path folder, URI address) {
    if (tokenFile != null) {
      try {
        return Optional.of(Files.readString(tokenFile).strip());
      } catch (IOException e) {
        throw new UserError("The token in " + tokenFile + " cannot be read: correct --token-file.", e);
      }
    }
    // The token of this machine's system is for this machine alone.
    return AdminToken.ofEnvironment().or(() -> loopback(address) ? AdminToken.read(folder) : Optional.empty());
  }

  private static boolean loopback(URI address) {
    try {
      return InetAddress.getByName(address.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
