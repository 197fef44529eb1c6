package org.improvedgan.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class KafkaOptionsTest {

  @TempDir
  private Path folder;

  @Command
  private static final class SomeCommand {
    @Mixin
    private KafkaOptions kafka;
  }

  private static KafkaOptions parse(String... arguments) {
    SomeCommand command = new SomeCommand();
    new CommandLine(command).parseArgs(arguments);
    command.kafka.check();
    return command.kafka;
  }

  private Map<String, Object> settings(String... arguments) {
    return parse(arguments).settings(new Installation(folder));
  }

  @Test
  void aFileGivesEverySettingAndTheOptionAnotherAddress() throws IOException {
    String file = Files.writeString(folder.resolve("client.properties"), """
        # as for Kafka's own tools
        bootstrap.servers = broker:9094
        security.protocol=SASL_SSL
        sasl.jaas.config=Login required username="trainer" password="pässword";
        """).toString();
    assertThat(settings("--kafka-config", file)).isEqualTo(Map.of("bootstrap.servers", "broker:9094",
        "security.protocol", "SASL_SSL",
        "sasl.jaas.config", "Login required username=\"trainer\" password=\"pässword\";"));
    assertThat(settings("--kafka-config", file, "--kafka", "a:1,b:2")).containsEntry("bootstrap.servers", "a:1,b:2")
        .containsEntry("security.protocol", "SASL_SSL");
  }

  @Test
  void withoutOptionsItIsThisMachine() {
    assertThat(settings()).isEqualTo(Map.of("bootstrap.servers", "localhost:9092"));
  }

  @Test
  void whatCannotBeMeantIsASentence() throws IOException {
    assertThatExceptionOfType(CommandLine.ParameterException.class)
        .isThrownBy(() -> parse("--kafka", "http://localhost:9092"))
        .withMessage("--kafka must be HOST:PORT, such as localhost:9092, not http://localhost:9092.");
    assertThatExceptionOfType(UserError.class).isThrownBy(() -> parse("--kafka-config", folder + "/none"))
        .withMessageMatching("The file .*/none cannot be read: give --kafka-config a properties file .*\\.");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatExceptionOfType(UserError.class).isThrownBy(() -> parse("--kafka-config", binary.toString()));
  }
}
