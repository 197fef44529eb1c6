package org.improvedgan.system.deploy;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes docs/configuration.md from the services' typed configuration and their application.properties. */
final class ConfigurationPage {

  static final Path FILE = Path.of("docs/configuration.md");
  static final List<String> SERVICES = List.of("trainer-service", "sampler-service", "evaluator-service",
      "human-eval-service");
  private static final String COMMAND = """
      ./mvnw -q -pl system-tests -am test-compile
      java -cp system-tests/target/test-classes org.improvedgan.system.deploy.ConfigurationPage""";

  /** Settings of Quarkus and of Kafka's client that matter here, and why; all others work too. */
  static final Map<String, String> OTHERS = new LinkedHashMap<>();

  static {
    OTHERS.put("quarkus.http.host", "Address to listen at; `0.0.0.0` for all of the machine");
    OTHERS.put("quarkus.http.port", "Port of pages, health and metrics");
    OTHERS.put("quarkus.http.ssl.certificate.files", "PEM file of a certificate: HTTPS too, at 8443");
    OTHERS.put("quarkus.http.ssl.certificate.key-files", "PEM file of its key");
    OTHERS.put("quarkus.grpc.server.host", "Address of the sampler's gRPC");
    OTHERS.put("quarkus.grpc.server.port", "Port of the sampler's gRPC");
    OTHERS.put("quarkus.grpc.server.ssl.certificate", "PEM file of a certificate: gRPC with TLS");
    OTHERS.put("quarkus.grpc.server.ssl.key", "PEM file of its key");
    OTHERS.put("quarkus.grpc.server.ssl.client-auth", "`required`: callers show a certificate");
    OTHERS.put("quarkus.datasource.jdbc.url", "The database; `?sslmode=verify-full&sslrootcert=FILE` asks for TLS");
    OTHERS.put("quarkus.datasource.username", "The database's user");
    OTHERS.put("quarkus.datasource.password", "Its password");
    OTHERS.put("quarkus.datasource.jdbc.max-size", "Connections to the database at most");
    OTHERS.put("quarkus.datasource.jdbc.acquisition-timeout", "Longest wait for a free one");
    OTHERS.put("quarkus.flyway.connect-retries", "How often a start asks for a database that is away");
    OTHERS.put("quarkus.shutdown.timeout", "How long the end of the service waits for calls in progress");
    OTHERS.put("quarkus.shutdown.delay", "How long a sampler or human evaluation that ends says so before it refuses");
    OTHERS.put("quarkus.log.console.json.enabled", "`true` logs one JSON object a line");
    OTHERS.put("quarkus.log.level", "What is logged at least");
    OTHERS.put("quarkus.otel.sdk.disabled", "`false` sends traces");
    OTHERS.put("quarkus.otel.exporter.otlp.endpoint", "The collector of traces");
    OTHERS.put("kafka.bootstrap.servers", "Kafka's addresses, HOST:PORT, separated by commas");
    OTHERS.put("kafka.security.protocol", "`PLAINTEXT`, `SSL`, `SASL_PLAINTEXT` or `SASL_SSL`");
    OTHERS.put("kafka.sasl.mechanism", "Such as `SCRAM-SHA-512`");
    OTHERS.put("kafka.sasl.jaas.config", "The login: name and password");
    OTHERS.put("kafka.ssl.truststore.location", "File with the certificates to trust");
    OTHERS.put("kafka.ssl.truststore.type", "`PEM`, `PKCS12` or `JKS`");
    OTHERS.put("kafka.ssl.truststore.password", "Its password; a PEM file has none");
    OTHERS.put("kafka.ssl.keystore.location", "File with the client's own certificate and key");
    OTHERS.put("kafka.ssl.keystore.type", "Likewise");
    OTHERS.put("kafka.ssl.keystore.password", "Its password");
    OTHERS.put("smallrye.config.source.file.locations", "Folders of files whose names are keys, for secrets");
  }

  private final Path root;
  private final ConfigurationReader reader;

  ConfigurationPage(Path root) {
    this.root = root;
    this.reader = new ConfigurationReader(root);
  }

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of("").toAbsolutePath();
    Files.writeString(root.resolve(FILE), new ConfigurationPage(root).text());
    System.out.println("Wrote " + FILE + ".");
  }

  String text() {
    return """
        # Configuration

        Every setting of the four services, as their code declares it. This page is written by

        ```sh
        %s
        ```

        and a test fails where it differs from the code.

        **Where a value comes from**, the first that has it: a system property (`-Dkey=value` in `JAVA_OPTS`); the
        variable of the environment; a file `.env` in the working folder; `config/application.properties` in the working
        folder; the service's own `application.properties`; a file of the key's name in a folder that
        `SMALLRYE_CONFIG_SOURCE_FILE_LOCATIONS` names, meant for secrets, which have no default; the default. Whoever
        wants other settings from such files adds a file `config_ordinal` that holds `275`: then they come before the
        service's own properties.

        **How values are written.** Times: `500ms`, `10s`, `2m`, `24h`. Memory: `512M`, `4G`. Lists: separated by commas.

        **What is wrong is told at the start**: a value that cannot be read or is out of range, and a key or a variable
        that begins like a service's but is none of them. The service then ends with code 1 and one sentence on standard
        error, such as `%s`

        """.formatted(COMMAND, "The service does not start: trainer.keep-last is \"many\": set a whole number that is not "
        + "too large.") + SERVICES.stream().map(this::section).collect(Collectors.joining()) + others();
  }

  private String section(String service) {
    Properties properties = properties(service);
    return "## " + service + "\n\n| key and variable | value | default | meaning |\n|---|---|---|---|\n"
        + reader.keys(service).stream().map(key -> "| `" + key.name() + "`<br>`" + key.variable() + "` | "
            + type(key) + " | " + defaultValue(key, properties) + " | " + key.doc().replace("|", "\\|") + " |\n")
            .collect(Collectors.joining()) + "\n";
  }

  private static String defaultValue(ConfigurationReader.Key key, Properties properties) {
    return Optional.ofNullable(properties.getProperty(key.name())).or(key::defaultValue)
        .map(ConfigurationPage::withoutReferences).map(value -> "`" + value + "`")
        .orElse(key.optional() ? "" : "must be set");
  }

  /** {@code ${other.key:value}} is the value, unless the other key is set. */
  private static String withoutReferences(String value) {
    return value.replaceAll("\\$\\{[^:}]*:([^}]*)}", "$1");
  }

  private static String type(ConfigurationReader.Key key) {
    String plain = key.values().isEmpty() ? switch (key.type()) {
      case "int", "long" -> "whole number";
      case "double" -> "number";
      case "boolean", "Boolean" -> "`true` or `false`";
      case "Duration" -> "time";
      case "MemorySize" -> "memory";
      case "Path" -> "file or folder";
      case "URI" -> "address";
      case "List<String>" -> "list";
      default -> key.constraints().containsKey("Pattern") ? "" : "text";
    } : key.values().stream().map(value -> "`" + value + "`").collect(Collectors.joining(" or "));
    return Stream.concat(Stream.of(plain), key.constraints().entrySet().stream()
        .map(constraint -> constraint(constraint.getKey(), constraint.getValue())))
        .filter(words -> !words.isEmpty()).collect(Collectors.joining(", "));
  }

  private static String constraint(String name, Map<String, String> arguments) {
    String value = arguments.getOrDefault("value", "0").replace("_", "");
    boolean open = "false".equals(arguments.get("inclusive"));
    return switch (name) {
      case "Min", "AtLeast", "DecimalMin" -> (open ? "more than " : "at least ") + value;
      case "Max", "DecimalMax" -> (open ? "less than " : "at most ") + value;
      case "DurationMin" -> "at least " + duration(arguments);
      case "DurationMax" -> "at most " + duration(arguments);
      case "Readable" -> "must be readable";
      case "NotBlank" -> "not empty";
      case "Pattern" -> arguments.get("message").replaceFirst("^must be ", "");
      default -> throw new IllegalStateException("The page has no words for the constraint @" + name + ": add them.");
    };
  }

  private static String duration(Map<String, String> arguments) {
    Map<String, String> units = Map.of("millis", "ms", "seconds", "s", "minutes", "m", "hours", "h");
    return arguments.entrySet().stream().filter(unit -> units.containsKey(unit.getKey()))
        .map(unit -> unit.getValue() + units.get(unit.getKey())).findFirst().orElse("0s");
  }

  private String others() {
    StringBuilder table = new StringBuilder("""
        ## Quarkus and Kafka's client

        The services take every setting of [Quarkus](https://quarkus.io/guides/all-config) that is read at run time, and
        every one of Kafka's clients with `kafka.` before its name. These matter most; the defaults are those of our
        services where they differ from Quarkus'.

        | key and variable | meaning | trainer | sampler | evaluator | human evaluation |
        |---|---|---|---|---|---|
        """);
    OTHERS.forEach((key, meaning) -> table.append("| `").append(key).append("`<br>`")
        .append(ConfigurationReader.variableOf(key)).append("` | ").append(meaning).append(" | ")
        .append(SERVICES.stream().map(service -> Optional.ofNullable(properties(service).getProperty(key))
            .map(value -> "`" + value + "`").orElse("")).collect(Collectors.joining(" | "))).append(" |\n"));
    return table.toString();
  }

  Properties properties(String service) {
    Properties properties = new Properties();
    try (Reader text = Files.newBufferedReader(root.resolve(service)
        .resolve("src/main/resources/application.properties"))) {
      properties.load(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return properties;
  }
}
