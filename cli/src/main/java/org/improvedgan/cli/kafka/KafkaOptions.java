package org.improvedgan.cli.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.up.SystemFile;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a command that talks to Kafka: where it is, and how to log in. */
public final class KafkaOptions {

  private static final String DEFAULT = "localhost:9092";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "The broker's address, or several separated by "
      + "commas (default: bootstrap.servers of --kafka-config, else that of the running `gan up`, else " + DEFAULT
      + ").")
  private String address;

  @Option(names = "--kafka-config", paramLabel = "FILE", description = "A properties file with settings of Kafka's "
      + "clients, as its own tools take it: security.protocol, sasl.jaas.config and so on.")
  private Path file;

  /**
   * The settings of any client: those of the file, with the address.
   *
   * @param installation whose running system is asked where nothing names an address
   * @throws CommandLine.ParameterException if the address is none
   * @throws UserError if the file cannot be read
   */
  public Map<String, Object> settings(Installation installation) {
    Map<String, Object> settings = new HashMap<>();
    fromFile().forEach((name, value) -> settings.put((String) name, value));
    if (address != null || !settings.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
      settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, address == null ? running(installation) : address);
    }
    return settings;
  }

  /**
   * Refuses an address that is none, before any work is done.
   *
   * @throws CommandLine.ParameterException that says what an address is
   */
  public void check() {
    if (address != null && !address.matches("[^/\\s,]+:[0-9]{1,5}(,[^/\\s,]+:[0-9]{1,5})*")) {
      throw new CommandLine.ParameterException(spec.commandLine(),
          "--kafka must be HOST:PORT, such as " + DEFAULT + ", not " + address + ".");
    }
    fromFile();
  }

  private Properties fromFile() {
    Properties properties = new Properties();
    if (file != null) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new UserError("The file " + file + " cannot be read: give --kafka-config a properties file of Kafka's "
            + "client settings.", e);
      }
    }
    return properties;
  }

  private static String running(Installation installation) {
    return SystemFile.read(installation.defaultState()).filter(SystemFile::alive)
        .map(system -> system.urls().get("kafka")).orElse(DEFAULT);
  }
}
