package org.improvedgan.system.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.improvedgan.kafka.local.FreePort;

/**
 * A broker with TLS that asks for a name and a password, with the users and rights of
 * {@code deploy/kubernetes/base/users.yaml} as Strimzi would set them.
 */
final class SecuredKafka implements AutoCloseable {

  private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  private final KafkaRaftServer server;
  private final String address;
  private final Certificate certificate;

  private SecuredKafka(KafkaRaftServer server, String address, Certificate certificate) {
    this.server = server;
    this.address = address;
    this.certificate = certificate;
  }

  static SecuredKafka start(Path directory) throws Exception {
    List<Map<String, Object>> users = Checkout.objects("KafkaUser");
    int port = FreePort.next();
    Certificate certificate = Certificate.make(directory.resolveSibling(directory.getFileName() + "-certificate"));
    new Formatter().setPrintStream(new PrintStream(OutputStream.nullOutputStream())).setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString()).setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(directory.toString()).addDirectory(directory.toString()).run();
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings(directory, port, users, certificate)), Time.SYSTEM);
    server.startup();
    SecuredKafka kafka = new SecuredKafka(server, "127.0.0.1:" + port, certificate);
    try (Admin admin = Admin.create(kafka.as("admin"))) {
      admin.createAcls(users.stream().flatMap(user -> rights(user).stream()).toList()).all().get();
    }
    return kafka;
  }

  /** Settings of clients that log in as this user. */
  Map<String, Object> as(String user) {
    Map<String, Object> settings = new HashMap<>(login(user));
    settings.put("default.api.timeout.ms", 20_000);
    settings.put("request.timeout.ms", 10_000);
    return settings;
  }

  /** What a service's configuration needs, without {@code kafka.} before it. */
  Map<String, String> login(String user) {
    return Map.of("bootstrap.servers", address, "security.protocol", "SASL_SSL", "sasl.mechanism", "PLAIN",
        "ssl.truststore.type", "PEM", "ssl.truststore.location", certificate.pem().toString(),
        "sasl.jaas.config", LOGIN + "username=\"" + user + "\" password=\"" + password(user) + "\";");
  }

  static String password(String user) {
    return "password-of-" + user;
  }

  @Override
  public void close() throws IOException {
    server.shutdown();
    server.awaitShutdown();
  }

  private static Map<String, String> settings(Path directory, int port, Collection<Map<String, Object>> users,
      Certificate certificate) {
    Map<String, String> settings = new HashMap<>(Map.of(
        "process.roles", "broker,controller",
        "node.id", "1",
        "log.dirs", directory.toString(),
        "controller.listener.names", "CONTROLLER",
        "sasl.enabled.mechanisms", "PLAIN",
        "sasl.mechanism.inter.broker.protocol", "PLAIN",
        "inter.broker.listener.name", "CLIENTS",
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        // The controller's own listener knows no names.
        "super.users", "User:admin;User:ANONYMOUS",
        "auto.create.topics.enable", "false"));
    int controller = FreePort.next();
    settings.put("listeners", "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
    settings.put("advertised.listeners", "CLIENTS://127.0.0.1:" + port);
    settings.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
    settings.put("listener.name.clients.ssl.keystore.type", "PKCS12");
    settings.put("listener.name.clients.ssl.keystore.location", certificate.store().toString());
    settings.put("listener.name.clients.ssl.keystore.password", Certificate.PASSWORD);
    // The broker is a client of itself.
    settings.put("listener.name.clients.ssl.truststore.type", "PEM");
    settings.put("listener.name.clients.ssl.truststore.location", certificate.pem().toString());
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    List<String> passwords = new ArrayList<>(List.of(entry("admin")));
    users.forEach(user -> passwords.add(entry(Checkout.name(user))));
    settings.put("listener.name.clients.plain.sasl.jaas.config",
        LOGIN + "username=\"admin\" password=\"" + password("admin") + "\" " + String.join(" ", passwords) + ";");
    for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
      settings.put(topic + ".replication.factor", "1");
      settings.put(topic + ".num.partitions", "1");
    }
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
    settings.put("log.index.size.max.bytes", String.valueOf(2 << 20));
    return settings;
  }

  private static String entry(String user) {
    return "user_" + user + "=\"" + password(user) + "\"";
  }

  private static List<AclBinding> rights(Map<String, Object> user) {
    return Checkout.<Map<String, Object>>list(Checkout.at(user, "spec", "authorization", "acls")).stream()
        .flatMap(right -> {
          ResourcePattern resource = new ResourcePattern(
              ResourceType.fromString(snake((String) Checkout.at(right, "resource", "type"))),
              (String) Checkout.at(right, "resource", "name"),
              "prefix".equals(Checkout.at(right, "resource", "patternType"))
                  ? PatternType.PREFIXED : PatternType.LITERAL);
          return Checkout.<String>list(right.get("operations")).stream().map(operation -> new AclBinding(resource,
              new AccessControlEntry("User:" + Checkout.name(user), "*", AclOperation.fromString(snake(operation)),
                  AclPermissionType.ALLOW)));
        }).collect(Collectors.toList());
  }

  private static String snake(String word) {
    return word.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
  }
}
